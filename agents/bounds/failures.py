"""Every way in which a model can fail, as one sentence that says what to do."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from traceback import walk_tb

from langchain_core import exceptions as provider
from langchain_core.messages import AIMessage

from agents.loop import Middleware, ModelHandler, ModelRequest, ModelResponse
from agents.messages.recorder import model_name
from agents.providers.keys import advice
from agents.providers.provider import provider_of
from tools.errors import ModelError
from tools.redaction import REDACTION


@dataclass(frozen=True)
class Kind:
    """One kind of failure, as LangChain names it, and what a person is told of it."""

    error: type[Exception]
    code: str
    sentence: str
    retryable: bool = False


_UNREACHABLE = "the server of {model} can't be reached or broke off; check the network and its address"
_KINDS = (
    Kind(
        provider.ModelAuthenticationError,
        "model_key",
        "the server of {model} refused the key; {key}",
    ),
    Kind(
        provider.ModelPermissionDeniedError,
        "model_key",
        "this key may not use {model}; check the account",
    ),
    Kind(
        provider.ModelNotFoundError,
        "model_not_found",
        "the server has no model {model}; check ASSISTANT_MODEL and the server's address",
    ),
    Kind(
        provider.ModelRateLimitError,
        "model_rate_limit",
        "the server of {model} is getting too many requests (429); try again in a while",
        retryable=True,
    ),
    Kind(
        provider.ContextOverflowError,
        "model_context",
        "the conversation is too long for {model}; begin a new one, or use a model with a larger context",
    ),
    Kind(
        provider.ModelTimeoutError,
        "model_timeout",
        "{model} did not answer in time; try again",
        retryable=True,
    ),
    Kind(provider.ModelConnectionError, "model_unreachable", _UNREACHABLE, retryable=True),
    Kind(
        provider.ModelAPIError,
        "model_server",
        "the server of {model} failed ({status}); try again in a while",
        retryable=True,
    ),
    Kind(provider.ModelInvalidRequestError, "model_request", "{model} refused the request: {detail}"),
    Kind(provider.ModelError, "model", "{model} failed: {detail}"),
)
_STATUSES = {
    400: provider.ModelInvalidRequestError,
    401: provider.ModelAuthenticationError,
    403: provider.ModelPermissionDeniedError,
    404: provider.ModelNotFoundError,
    429: provider.ModelRateLimitError,
}
_TOO_LONG = (
    "maximum context length",
    "context_length_exceeded",
    "context length",
    "too many tokens",
    "prompt is too long",
)
IS_LOADING = "model_loading"
STILL_LOADING = 503
LOADING = "loading model"
"""What llama.cpp's server says meanwhile: https://github.com/ggml-org/llama.cpp/tree/master/tools/server#readme."""
_FORMS = frozenset({"_get_request_payload", "_prepare_request", "_chat_params"})
"""Functions of LangChain's clients that make the request, before anything is sent."""
_CLIENTS = frozenset("httpx httpx2 httpcore httpcore2 openai anthropic google ollama groq mistralai".split())
"""Packages whose errors come from a connection, where LangChain has not named them."""
_BUILT_IN = "agents.offline."
"""Where the model is that has no server."""


class ModelCallError(ModelError):
    """A model's failure; `retry_after_s` is how long its server asks to wait."""

    def __init__(
        self, message: str, *, code: str, retryable: bool = False, retry_after_s: float | None = None
    ) -> None:
        super().__init__(message, code=code, retryable=retryable)
        self.retry_after_s = retry_after_s


class ModelFailures(Middleware):
    """Turns what a model's client raises into a `ModelCallError`; innermost but for the model itself."""

    def wrap_model_call(self, request: ModelRequest, handler: ModelHandler) -> ModelResponse:
        """
        Raises:
            ModelCallError: the model failed, or its answer broke off; the message says what to do.
        """
        name, provider_name = model_name(request.model), provider_of(request.model).name
        try:
            response = handler(request)
        except Exception as error:
            # Clients raise what they like at an answer that is none, KeyError and TypeError included.
            failure = failure_of(error, name, provider_name)
            if failure is None:
                raise
            raise failure from error
        answer = response.result[0] if response.result else None
        if isinstance(answer, AIMessage) and _broke_off(answer):
            raise ModelCallError(
                f"the answer of {name} broke off; try again", code="model_cut", retryable=True
            )
        return response


def failure_of(error: Exception, model: str, provider_name: str = "") -> ModelCallError | None:
    """What `error`, raised by the client of `model`, means; None when it is no failure of a model.

    `provider_name` is LangChain's, so that the sentence can name its key.
    """
    if any(clue in str(error).lower() for clue in _TOO_LONG) and isinstance(error, provider.ModelError):
        error = provider.ContextOverflowError(str(error))
    kind = next((kind for kind in _KINDS if isinstance(error, kind.error)), None) or _kind_of_status(error)
    if kind is None:
        return _of_unknown_kind(error, model)
    if kind.code == "model_rate_limit" and "quota" in str(error).lower():
        return ModelCallError(
            f"the account for {model} has used up its quota; check its billing", code="model_quota"
        )
    status = getattr(error, "status_code", "5xx")
    if status == STILL_LOADING and LOADING in str(error).lower():
        told = f"the server of {model} is still loading it; wait until it has, and try again"
        return ModelCallError(told, code=IS_LOADING, retryable=True)
    return ModelCallError(
        kind.sentence.format(model=model, status=status, detail=_detail(error), key=advice(provider_name)),
        code=kind.code,
        retryable=kind.retryable,
        retry_after_s=retry_after(error),
    )


def _kind_of_status(error: Exception) -> Kind | None:
    """By its HTTP status, where LangChain has not named the error of a client, as of Ollama's."""
    status = getattr(error, "status_code", None)
    if not isinstance(status, int) or type(error).__module__.partition(".")[0] not in _CLIENTS:
        return None
    named = _STATUSES.get(status, provider.ModelAPIError if status >= 500 else None)
    return next((kind for kind in _KINDS if kind.error is named), None)


def _of_unknown_kind(error: Exception, model: str) -> ModelCallError | None:
    root = type(error).__module__.partition(".")[0]
    if root in _CLIENTS or isinstance(error, OSError):
        return ModelCallError(
            _UNREACHABLE.format(model=model),
            code="model_unreachable",
            retryable=True,
        )
    frames = [frame for frame, _ in walk_tb(error.__traceback__)]
    if any(frame.f_code.co_name in _FORMS for frame in frames):
        return ModelCallError(
            f"what was to be sent to {model} could not be put into the form that it takes"
            f" ({type(error).__name__}); nothing was sent, and the fault is ours: begin a new conversation,"
            " or use another model",
            code="model_form",
        )
    if any(str(frame.f_globals.get("__name__")).startswith(_BUILT_IN) for frame in frames):
        # No server has answered: it is a fault of ours, and told as one.
        return None
    if isinstance(error, json.JSONDecodeError | ValueError | TypeError | LookupError | AttributeError):
        return ModelCallError(
            f"the server of {model} sent an answer that can't be read; check that its address is"
            " that of a model server, or try again",
            code="model_garbage",
            retryable=True,
        )
    return None


def retry_after(error: BaseException, now: datetime | None = None) -> float | None:
    """Seconds that a server asks to wait, by its Retry-After header: a number or a date."""
    headers = getattr(getattr(error, "response", None), "headers", None)
    value = str(headers.get("retry-after") or "") if headers is not None else ""
    if not value:
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(value) - (now or datetime.now(UTC))).total_seconds())
    except ValueError:
        return None


def _broke_off(answer: AIMessage) -> bool:
    """Whether a stream ended without OpenAI's word on why: its last piece never came."""
    about = answer.response_metadata
    return about.get("model_provider") == "openai" and "finish_reason" not in about and "status" not in about


def _detail(error: Exception) -> str:
    return " ".join(REDACTION.sentence(str(error)).split())[:300]
