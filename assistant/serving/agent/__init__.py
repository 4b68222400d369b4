"""What the graph for LangGraph's server protocol is made of; it is in `assistant.serving.agent_server`."""
