"""Managed agents: instructions, tools and an environment under an id of one's own."""

from __future__ import annotations

from typing import Any

from .snake import SnakeModel

__all__ = ["Agent", "ListAgentsResponse"]


class Agent(SnakeModel):
    """An agent; `client.interactions.create(agent=agent.id, …)` asks it."""

    id: str | None = None
    description: str | None = None
    base_agent: str | None = None
    base_environment: str | dict[str, Any] | None = None
    system_instruction: str | None = None
    tools: list[dict[str, Any]] | None = None
    agent_config: dict[str, Any] | None = None


class ListAgentsResponse(SnakeModel):
    """One page of agents."""

    agents: list[Agent] | None = None
    next_page_token: str | None = None
