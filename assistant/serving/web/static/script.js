// What a page gains by a script: it keeps itself up to date, a turn is seen as it goes, and keys work as in the
// terminal. Nothing here decides anything: it presses the buttons that are on the page.

const body = document.body;
const made = window.trustedTypes?.createPolicy("assistant", { createHTML: (html) => html });

// Only pages of this server are read so; they are escaped there.
function pageOf(html) {
  return new DOMParser().parseFromString(made ? made.createHTML(html) : html, "text/html");
}

// --- The door ---

document.getElementById("enter")?.requestSubmit();

// --- Up to date ---

let asking = false;
let again = false;

async function renew() {
  if (asking) {
    again = true;
    return;
  }
  asking = true;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (answer.status === 401) location.reload();
    const page = pageOf(await answer.text());
    for (const part of document.querySelectorAll("[data-live]")) {
      const fresh = page.getElementById(part.id);
      if (fresh) takeOver(part, fresh);
    }
    if (!page.querySelector(".working")) document.getElementById("now")?.replaceChildren();
    document.title = page.title;
    if (page.body.dataset.mark) body.dataset.mark = page.body.dataset.mark;
    if (page.body.dataset.waiting) tellWaiting(Number(page.body.dataset.waiting));
  } finally {
    asking = false;
    if (again) {
      again = false;
      renew();
    }
  }
}

// What has not changed stays, with what is being typed in it.
function takeOver(part, fresh) {
  const atEnd = innerHeight + scrollY > document.documentElement.scrollHeight - 200;
  const kept = new Map([...part.children].map((child) => [child.dataset.key, child]));
  const typed = part.querySelector("textarea")?.value;
  const children = [...fresh.children].map((child) => kept.get(child.dataset.key) ?? document.importNode(child, true));
  if (children.length === part.children.length && children.every((child, at) => child === part.children[at])) return;
  const focused = part.contains(document.activeElement) ? document.activeElement.closest("[data-key]") : null;
  part.replaceChildren(...children);
  const box = part.querySelector("textarea");
  if (box && typed && !box.value) box.value = typed;
  if (focused && !focused.isConnected) (part.querySelector(".asked") ?? document.getElementById("main")).focus();
  if (atEnd && part.id !== "end") document.getElementById("end")?.scrollIntoView({ block: "end" });
}

// --- What waits ---

let waiting = Number(body.dataset.waiting);

function tellWaiting(count) {
  const badge = document.getElementById("badge");
  if (badge) {
    badge.hidden = count === 0;
    badge.firstElementChild.textContent = count;
  }
  document.title = document.title.replace(/^\(\d+\) /, "");
  if (count) document.title = `(${count}) ${document.title}`;
  navigator.setAppBadge?.(count).catch(() => {});
  if (count > waiting && document.hidden && window.Notification?.permission === "granted") {
    const said = count === 1 ? "1 thing waits for you." : `${count} things wait for you.`;
    const notice = new Notification("Assistant", { body: said, tag: "waiting", icon: "/static/icon.svg" });
    notice.onclick = () => {
      window.focus();
      location.href = "/";
    };
  }
  waiting = count;
}

const notify = document.getElementById("notify");
if (notify && window.isSecureContext && "Notification" in window) {
  const button = document.getElementById("notify-ask");
  const say = () => {
    const known = { granted: "This device tells you.", denied: "This browser was told not to." };
    document.getElementById("notify-said").textContent = known[Notification.permission] ?? "";
    button.hidden = Notification.permission !== "default";
  };
  notify.hidden = false;
  button.addEventListener("click", () => Notification.requestPermission().then(say));
  say();
}

// --- As it happens ---

function told(event) {
  return JSON.parse(event.data);
}

function now(kind) {
  const last = document.getElementById("now")?.lastElementChild;
  if (last?.className === kind) return last;
  const line = document.createElement("div");
  line.className = kind;
  document.getElementById("now")?.append(line);
  return line;
}

let events = null;

function listen() {
  if (events) return;
  const about = new URLSearchParams({ thread: body.dataset.thread, seen: body.dataset.mark });
  events = new EventSource(`/events?${about}`);
  // A connection tells a turn that goes on from its first step.
  events.addEventListener("open", () => document.getElementById("now")?.replaceChildren());
  events.addEventListener("waiting", (event) => tellWaiting(told(event)));
  events.addEventListener("changed", renew);
  events.addEventListener("text", (event) => {
    now("reply").textContent += told(event);
  });
  events.addEventListener("doing", (event) => {
    const { agent, text } = told(event);
    const line = document.createElement("p");
    line.className = "doing";
    const who = document.createElement("b");
    who.textContent = agent;
    line.append(who, ` ${text}`);
    document.getElementById("now")?.append(line);
  });
}

function rest() {
  events?.close();
  events = null;
}

if (body.dataset.mark) {
  // A browser keeps six connections to a server: of the pages that nobody looks at, one listens.
  let watches = false;
  const listenOrRest = () => (document.hidden && !watches ? rest() : listen());
  navigator.locks?.request("watches", () => {
    watches = true;
    listenOrRest();
    return new Promise(() => {});
  });
  listenOrRest();
  document.addEventListener("visibilitychange", listenOrRest);
  addEventListener("pagehide", rest);
  addEventListener("pageshow", (event) => event.persisted && location.reload());
}

// --- Forms ---

// A second click on the way does nothing; should it come, the first answer counts.
addEventListener("submit", (event) => {
  if (event.target.dataset.sent) {
    event.preventDefault();
    return;
  }
  if (event.target.method === "post") {
    event.target.dataset.sent = "yes";
    event.submitter?.setAttribute("aria-busy", "true");
  }
});

addEventListener("keydown", (event) => {
  const box = event.target;
  const sends = event.key === "Enter" && !event.shiftKey && !event.altKey && !event.isComposing;
  if (sends && box.matches(".compose:not(.waits) textarea") && !matchMedia("(pointer: coarse)").matches) {
    event.preventDefault();
    if (box.value.trim()) box.form.requestSubmit();
  }
});

// --- Keys ---

const cards = () => [...document.querySelectorAll("#waiting .asked:not(.past)")];

function move(by) {
  const all = cards();
  const at = all.indexOf(document.activeElement.closest(".asked"));
  const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

const keys = {
  y: (card) => card?.querySelector(".yes button").click(),
  n: (card) => card?.querySelector(".no button").click(),
  e: (card) => card?.querySelector("a.edit").click(),
  g: (card) => card?.querySelector("a.grant").click(),
  r: (card) => {
    if (!card) return;
    card.querySelector(".no").open = true;
    card.querySelector(".no input[name=why]").focus();
  },
  s: () => move(1),
  j: () => move(1),
  k: () => move(-1),
  a: () => document.querySelector(".every button")?.focus(),
  u: () => document.querySelector("button[value=undo]")?.focus(),
  "/": () => document.querySelector("#q, #text")?.focus(),
};

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.target.matches("input, textarea, select")) {
    if (event.key === "Escape") event.target.closest(".asked")?.focus();
    return;
  }
  if (!Object.hasOwn(keys, event.key)) return;
  event.preventDefault();
  // Yes and no are only ever about the card that has the focus.
  keys[event.key](document.activeElement.closest(".asked"));
});
