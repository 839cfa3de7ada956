"""Two sessions of AgentOps 0.3.26 at once, one of which a second process has a part in."""
import json
import os
import subprocess
import sys

import agentops
from agentops import ActionEvent, ErrorEvent, LLMEvent, ToolEvent
from openai import OpenAI

agentops.init(auto_start_session=False, max_wait_time=200, default_tags=["beta"])

first = agentops.start_session()
second = agentops.start_session(tags=["other"])

agent = first.create_agent("weather_agent", None)
first.record(ActionEvent(action_type="look up", params={"id": 7}, returns="shipped", logs="fine"))
first.record(ToolEvent(name="get_weather", params={"city": "Lisbon"}, returns={"celsius": 24}))
first.record(
    LLMEvent(
        model="gpt-4o-mini",
        prompt=[{"role": "user", "content": "Hi"}],
        completion={"role": "assistant", "content": "Hello"},
        prompt_tokens=1000,
        completion_tokens=100,
        agent_id=agent,
    )
)
client = OpenAI(api_key="sk-test", base_url=os.environ["OPENAI_BASE_URL"], max_retries=0)
client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": "Hello?"}], session=first)
failed = ActionEvent(action_type="pay")
first.record(failed)
first.record(ErrorEvent(trigger_event=failed, exception=ValueError("no money"), code="402"))
first.add_tags(["priority"])
half_way = first.get_analytics()

second.record(LLMEvent(model="model-without-price", prompt="Hi", completion="Hello", prompt_tokens=5, completion_tokens=5))
unknown = second.end_session("Fail", "lost")

part = subprocess.run(
    [sys.executable, os.path.join(os.path.dirname(__file__), "legacy_part.py"), str(first.session_id)],
    check=True,
    capture_output=True,
    text=True,
)

cost = first.end_session("Success", "done", video="https://videos.example/1")
again = first.end_session("Fail")
print(
    "RESULT "
    + json.dumps(
        {
            "first": str(first.session_id),
            "second": str(second.session_id),
            "half_way": half_way,
            "cost": str(cost),
            "again": again,
            "unknown": str(unknown),
            "part": part.stdout.strip().splitlines()[-1],
        }
    )
)
