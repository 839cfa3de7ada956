"""A trace of AgentOps 0.4.21: its decorators, and the `openai` package that it instruments."""
import json
import os

import agentops
from agentops.sdk.decorators import agent, operation, tool

agentops.init(auto_start_session=False, log_level="ERROR")
trace = agentops.start_trace("ask", tags=["beta", "python"])

from openai import OpenAI

client = OpenAI(api_key="sk-test", base_url=os.environ["OPENAI_BASE_URL"], max_retries=0)
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
        first = client.chat.completions.create(
            model="gpt-4o-mini", temperature=0.5, max_tokens=200, messages=messages, tools=TOOLS
        )
        asked = first.choices[0].message
        messages.append(asked.model_dump(exclude_none=True))
        for call in asked.tool_calls or []:
            result = get_weather(**json.loads(call.function.arguments))
            messages.append({"role": "tool", "tool_call_id": call.id, "content": json.dumps(result)})
        client.chat.completions.create(model="gpt-4o-mini", messages=messages, tools=TOOLS)
        try:
            client.chat.completions.create(model="gpt-4o-refused", messages=messages[:2])
        except Exception:
            pass


WeatherAgent().answer("Do I need an umbrella in Lisbon?")
agentops.end_trace(trace, end_state="Success")
print("RESULT " + json.dumps({"trace": format(trace.span.get_span_context().trace_id, "032x")}))
