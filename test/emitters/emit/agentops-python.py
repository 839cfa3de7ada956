"""AgentOps' SDK for Python: its trace and decorators, and the `openai` package that it instruments."""
import json
import os

# Else it writes agentops.log where it runs.
os.environ["AGENTOPS_LOGGING_TO_FILE"] = "FALSE"

import agentops
from agentops.sdk.decorators import agent, operation, tool

receiver = os.environ["EMITTER_RECEIVER_URL"]
agentops.init(
    api_key="not-used",
    endpoint=receiver,
    exporter_endpoint=f"{receiver}/v1/traces",
    auto_start_session=False,
    # Milliseconds: everything goes out together, at the end.
    export_flush_interval=60_000,
    log_level="ERROR",
)
trace = agentops.start_trace("ask", tags=["beta"])

import openai

MODEL = "gpt-4o-mini"
QUESTION = "Do I need an umbrella in Lisbon?"
TOOLS = [
    {
        "type": "function",
        "function": {
            "name": "get_weather",
            "description": "The weather of a city",
            "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
        },
    }
]
chat = openai.OpenAI(api_key="sk-test", max_retries=0, base_url=os.environ["EMITTER_CHAT_URL"])
other = openai.OpenAI(api_key="sk-test", max_retries=0, base_url=os.environ["EMITTER_OTHER_URL"])


@tool(name="get_weather", cost=0.001)
def get_weather(city):
    return {"city": city, "celsius": 24}


@agent(name="weather_agent")
class WeatherAgent:
    @operation(name="answer")
    def answer(self, question):
        messages = [
            {"role": "system", "content": "You are a weather agent. Answer in one sentence."},
            {"role": "user", "content": question},
        ]
        asked = chat.chat.completions.create(
            model=MODEL, temperature=0.5, max_tokens=200, messages=messages, tools=TOOLS
        ).choices[0].message
        answered = [*messages, asked.model_dump(exclude_none=True)]
        for call in asked.tool_calls:
            result = get_weather(**json.loads(call.function.arguments))
            answered.append({"role": "tool", "tool_call_id": call.id, "content": json.dumps(result)})
        chat.chat.completions.create(model=MODEL, messages=answered, tools=TOOLS)
        for _chunk in chat.chat.completions.create(
            model=MODEL, messages=messages, stream=True, stream_options={"include_usage": True}
        ):
            pass
        try:
            chat.chat.completions.create(model="gpt-4o-refused", messages=messages)
        except openai.AuthenticationError:
            pass
        other.embeddings.create(model="text-embedding-3-small", input=question)
        other.responses.create(model=MODEL, instructions=messages[0]["content"], input=question)


WeatherAgent().answer(QUESTION)
agentops.end_trace(trace, end_state="Success")
