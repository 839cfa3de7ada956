"""The scenario of test/emitters on Python: OpenTelemetry's instrumentation of the `openai` package."""
import json
import os

import openai
from opentelemetry import trace
from opentelemetry._logs import set_logger_provider
from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.openai_v2 import OpenAIInstrumentor
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

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

tracer_provider = TracerProvider()
tracer_provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
trace.set_tracer_provider(tracer_provider)
logger_provider = LoggerProvider()
logger_provider.add_log_record_processor(BatchLogRecordProcessor(OTLPLogExporter()))
set_logger_provider(logger_provider)
OpenAIInstrumentor().instrument()

chat = openai.OpenAI(api_key="sk-test", max_retries=0, base_url=os.environ["EMITTER_CHAT_URL"])
other = openai.OpenAI(api_key="sk-test", max_retries=0, base_url=os.environ["EMITTER_OTHER_URL"])

with trace.get_tracer("application").start_as_current_span("POST /ask"):
    messages = [
        {"role": "system", "content": "You are a weather agent. Answer in one sentence."},
        {"role": "user", "content": QUESTION},
    ]
    asked = chat.chat.completions.create(
        model=MODEL, temperature=0.5, max_tokens=200, messages=messages, tools=TOOLS
    ).choices[0].message
    answered = [
        *messages,
        asked,
        *(
            {"role": "tool", "tool_call_id": call.id, "content": json.dumps({"city": "Lisbon", "celsius": 24})}
            for call in asked.tool_calls or []
        ),
    ]
    chat.chat.completions.create(model=MODEL, messages=answered, tools=TOOLS)
    for _chunk in chat.chat.completions.create(
        model=MODEL, messages=messages, stream=True, stream_options={"include_usage": True}
    ):
        pass
    try:
        chat.chat.completions.create(model="gpt-4o-refused", messages=messages)
    except openai.AuthenticationError:
        pass
    other.embeddings.create(model="text-embedding-3-small", input=QUESTION)

logger_provider.force_flush()
tracer_provider.force_flush()
