"""MCP servers as tools: a real one as a process and by HTTP, what it is told, how it ends."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import gemini_magic as gm
from gemini_magic import Client, McpServer
from gemini_magic.api.types import FunctionCall
from gemini_magic.errors import InvalidRequest, SettingsError, UnknownName
from gemini_magic.session import drop
from gemini_magic.tools import LocalTool, TooLate, in_time, tools_from
from tests.scripted import JSON, Answer, ScriptedGemini, chunk, sse, texts

SCRIPT = Path(__file__).parent / "mcp_server.py"
COMMAND = [sys.executable, str(SCRIPT)]


@pytest.fixture(autouse=True)
def _no_session() -> Iterator[None]:
    yield
    drop()


@pytest.fixture(scope="module")
def server() -> Iterator[McpServer]:
    with McpServer(COMMAND, name="tiny") as server:
        yield server


def asked(server: McpServer, name: str, **args: Any) -> dict[str, Any]:
    """What the model is told of a call."""
    tool = server[name]
    return tool.respond(FunctionCall(id="c1", name=tool.name, args=args)).to_wire()


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def process_of(server: McpServer) -> int:
    return int(server.log.rpartition("process ")[2].split()[0])


def test_nothing_is_started_or_imported_before_it_is_used() -> None:
    code = (
        "import sys, gemini_magic as gm\nserver = gm.McpServer(['/nowhere/server'], name='never')\n"
        "print(server, 'mcp' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ran.stdout == "<McpServer 'never', not running> False\n"


def test_a_server_offers_its_tools_with_types_and_purpose(server: McpServer) -> None:
    tool = server["add"]
    [declared] = tool.declaration()["functionDeclarations"]

    assert isinstance(tool, LocalTool)
    assert tool.signature == "add(a: int, b: int = 1)"
    assert tool.purpose == "Add two numbers.\n\n(of the MCP server 'tiny')"
    assert declared == {
        "name": "add",
        "description": "Add two numbers.",
        "parametersJsonSchema": {
            "type": "object",
            "properties": {"a": {"type": "integer"}, "b": {"default": 1, "type": "integer"}},
            "required": ["a"],
        },
    }
    assert server["fail/now"].name == "fail_now"


def test_tools_from_takes_a_server_whole_or_in_part(server: McpServer) -> None:
    assert {tool.name for tool in tools_from(server)} >= {"add", "picture", "fail_now"}
    assert [tool.name for tool in tools_from([server["add"], "google_search"])] == [
        "add",
        "google_search",
    ]
    with pytest.raises(UnknownName, match="did you mean 'add'"):
        server["addd"]


def test_results_are_data_texts_and_media(server: McpServer) -> None:
    picture = asked(server, "picture")

    assert asked(server, "add", a=1, b=2) == {
        "id": "c1",
        "name": "add",
        "response": {"result": 3},
    }
    assert picture["response"] == {"result": ["one pixel", {"$ref": "image_1.png"}]}
    assert picture["parts"][0]["inlineData"]["mimeType"] == "image/png"
    assert asked(server, "papers")["response"] == {
        "result": [
            "three things",
            {"uri": "note://1", "text": "read me"},
            {"name": "a", "uri": "https://example.org/a", "type": "resource_link"},
        ]
    }


def test_what_goes_wrong_at_the_server_is_told_to_the_model(server: McpServer) -> None:
    assert asked(server, "fail/now")["response"] == {"error": "Error executing tool fail/now"}
    assert "valid integer" in asked(server, "add", a="many")["response"]["error"]


def test_the_server_sees_no_variable_that_is_not_named(
    monkeypatch: pytest.MonkeyPatch, server: McpServer
) -> None:
    monkeypatch.setenv("GEMINI_API_KEY", "secret")
    monkeypatch.setenv("TOKEN_OF_TINY", "meant for it")
    with McpServer(COMMAND, env=["TOKEN_OF_TINY"]) as trusted:
        seen = asked(trusted, "environment")["response"]["result"]

    assert "TOKEN_OF_TINY" in seen
    assert not [name for name in seen if "KEY" in name]
    with pytest.raises(SettingsError, match="NOT_SET_HERE is to be passed on"):
        McpServer(COMMAND, env=["NOT_SET_HERE"])


def test_a_deadline_cancels_the_call_at_the_server_which_goes_on(server: McpServer) -> None:
    with pytest.raises(TooLate):
        in_time(lambda: asked(server, "wait", seconds=60), 0.3)
    deadline = time.monotonic() + 10
    while "the wait was cancelled" not in server.log:
        assert time.monotonic() < deadline, server.log
        time.sleep(0.02)

    assert asked(server, "add", a=1)["response"] == {"result": 2}


def test_several_threads_ask_one_server(server: McpServer) -> None:
    found: list[int] = []
    threads = [
        threading.Thread(
            target=lambda n=n: found.append(asked(server, "add", a=n)["response"]["result"])
        )
        for n in range(5)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert sorted(found) == [1, 2, 3, 4, 5]


def test_a_server_that_dies_says_its_last_words_and_starts_again() -> None:
    with McpServer(COMMAND, name="mortal") as server:
        error = asked(server, "die")["response"]["error"]
        again = asked(server, "add", a=1)["response"]

    assert "the MCP server 'mortal' has ended: I am gone" in error
    assert again == {"result": 2}


def test_a_server_ends_with_its_block_and_with_the_process() -> None:
    with McpServer(COMMAND) as server:
        assert server.tools
        process = process_of(server)
        assert is_alive(process)
    assert not is_alive(process)
    code = (
        f"from gemini_magic import McpServer\nserver = McpServer({COMMAND!r})\n"
        "server.tools\nprint(server.log)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert not is_alive(int(ran.stdout.rpartition("process ")[2].split()[0]))
    assert ran.stderr == ""


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (["/nowhere/server"], "No such file"),
        ([sys.executable, "-c", "import sys; sys.exit('no configuration')"], "no configuration"),
        ([sys.executable, "-c", "import time; time.sleep(60)"], "no answer within 0.3 s"),
    ],
)
def test_a_server_that_does_not_start_says_why_in_one_line(command: list[str], why: str) -> None:
    slow = 0.3 if "within" in why else 20.0
    with pytest.raises(InvalidRequest, match="cannot be used") as caught:
        tools_from(McpServer(command, timeout=slow))

    assert why in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_empty_command_is_refused() -> None:
    with pytest.raises(InvalidRequest, match="needs a command or an address"):
        McpServer("")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen([*COMMAND, str(port)], **quiet) as process:  # type: ignore[call-overload]
        deadline = time.monotonic() + 20
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                assert time.monotonic() < deadline, "the server does not listen"
                time.sleep(0.05)
        yield f"http://127.0.0.1:{port}/mcp"
        process.terminate()


def test_a_server_is_asked_by_http(address: str) -> None:
    with McpServer(address, headers={"x-team": "blue"}) as server:
        assert server.name == "127.0.0.1"
        assert asked(server, "add", a=4, b=5)["response"] == {"result": 9}


def test_an_address_where_nobody_listens_is_said_in_one_line() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(InvalidRequest, match=r"cannot be used: .+") as caught:
        tools_from(McpServer(f"http://127.0.0.1:{port}/mcp", timeout=20))

    assert "\n" not in str(caught.value)


def call(name: str, **args: Any) -> Any:
    return sse([chunk({"functionCall": {"name": name, "args": args, "id": "c1"}}, finish="STOP")])


def answered(gemini: ScriptedGemini) -> Any:
    return gemini.exchanges[-1].json["contents"][-1]["parts"][0]["functionResponse"]


def test_ask_takes_a_server(server: McpServer, gemini: ScriptedGemini) -> None:
    gemini.will(call("add", a=20, b=1), texts("21"))

    reply = gm.ask("20 + 1?", tools=[server], approve="auto")

    assert reply.text == "21"
    assert answered(gemini) == {"id": "c1", "name": "add", "response": {"result": 21}}


def test_a_client_takes_a_server_in_plain_code(server: McpServer, gemini: ScriptedGemini) -> None:
    asks = chunk({"functionCall": {"name": "add", "args": {"a": 1}}}, finish="STOP")
    for said in (asks, chunk("2", finish="STOP")):
        gemini.will(Answer((json.dumps(said).encode(),), content_type=JSON))
    response = Client().models.generate_content(
        model="m", contents="1 + 1?", config={"tools": [server["add"]]}
    )

    assert response.text == "2"
    assert answered(gemini) == {"name": "add", "response": {"result": 2}}


def test_a_session_of_mcp_is_a_tool_of_the_asynchronous_client(gemini: ScriptedGemini) -> None:
    import mcp

    async def talk() -> str:
        how = mcp.StdioServerParameters(command=COMMAND[0], args=COMMAND[1:])
        with open(os.devnull, "w") as log:
            async with (
                mcp.stdio_client(how, errlog=log) as (read, write),
                mcp.ClientSession(read, write) as session,
            ):
                await session.initialize()
                with pytest.raises(InvalidRequest, match=r"ask by client\.aio, or give gm\.Mcp"):
                    Client().models.generate_content(
                        model="m", contents="?", config={"tools": [session]}
                    )
                chunks = await Client().aio.models.generate_content_stream(
                    model="m", contents="1 + 1?", config={"tools": [session]}
                )
                return "".join([chunk.text or "" async for chunk in chunks])

    gemini.will(call("add", a=1), texts("it is ", "2"))

    assert asyncio.run(talk()) == "it is 2"
    assert answered(gemini) == {"id": "c1", "name": "add", "response": {"result": 2}}
    declared = gemini.exchanges[0].json["tools"][0]["functionDeclarations"]
    assert {"add", "fail_now"} <= {one["name"] for one in declared}


def test_two_functions_of_one_name_are_refused_unless_a_prefix_parts_them(
    server: McpServer, gemini: ScriptedGemini
) -> None:
    def add(a: int) -> int:
        return a

    with pytest.raises(InvalidRequest, match="2 functions are called 'add'"):
        gm.ask("?", tools=[add, server])
    with McpServer(COMMAND, prefix="tiny_") as other:
        gm.ask("?", tools=[add, other])

    names = [
        one["name"]
        for tool in gemini.exchanges[-1].json["tools"]
        for one in tool["functionDeclarations"]
    ]
    assert {"add", "tiny_add"} <= set(names)
