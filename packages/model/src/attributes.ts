/**
 * Attribute keys, each with its source.
 *
 * The `gen_ai.*` keys are those of open-telemetry/semantic-conventions-genai v0.1.0 (status: Development).
 * They are kept here because no npm package publishes them: `@opentelemetry/semantic-conventions` froze its
 * copies at v1.41 and deprecated them.
 */

// --- gen_ai.*: OpenTelemetry GenAI conventions v0.1.0 --------------------------------------------------------
export const GEN_AI_OPERATION_NAME = "gen_ai.operation.name";
export const GEN_AI_PROVIDER_NAME = "gen_ai.provider.name";
export const GEN_AI_CONVERSATION_ID = "gen_ai.conversation.id";
/** Boolean, true or absent: the call put something shorter in the place of the conversation so far. */
export const GEN_AI_CONVERSATION_COMPACTED = "gen_ai.conversation.compacted";
/** Of a prompt that lies with the provider: its id. */
export const GEN_AI_PROMPT_NAME = "gen_ai.prompt.name";
export const GEN_AI_PROMPT_VERSION = "gen_ai.prompt.version";
export const GEN_AI_OUTPUT_TYPE = "gen_ai.output.type";

export const GEN_AI_REQUEST_MODEL = "gen_ai.request.model";
export const GEN_AI_REQUEST_STREAM = "gen_ai.request.stream";
export const GEN_AI_REQUEST_CHOICE_COUNT = "gen_ai.request.choice.count";
export const GEN_AI_REQUEST_SEED = "gen_ai.request.seed";
export const GEN_AI_REQUEST_MAX_TOKENS = "gen_ai.request.max_tokens";
export const GEN_AI_REQUEST_TEMPERATURE = "gen_ai.request.temperature";
export const GEN_AI_REQUEST_TOP_P = "gen_ai.request.top_p";
export const GEN_AI_REQUEST_FREQUENCY_PENALTY = "gen_ai.request.frequency_penalty";
export const GEN_AI_REQUEST_PRESENCE_PENALTY = "gen_ai.request.presence_penalty";
export const GEN_AI_REQUEST_STOP_SEQUENCES = "gen_ai.request.stop_sequences";
export const GEN_AI_REQUEST_REASONING_LEVEL = "gen_ai.request.reasoning.level";
export const GEN_AI_REQUEST_ENCODING_FORMATS = "gen_ai.request.encoding_formats";
export const GEN_AI_EMBEDDINGS_DIMENSION_COUNT = "gen_ai.embeddings.dimension.count";

export const GEN_AI_REQUEST_PREVIOUS_RESPONSE_ID = "gen_ai.request.previous_response.id";
/** Of a `fetch_response` that goes on with a stream: the last event that the caller has. */
export const GEN_AI_REQUEST_STREAM_CURSOR = "gen_ai.request.stream_cursor";

export const GEN_AI_RESPONSE_ID = "gen_ai.response.id";
export const GEN_AI_RESPONSE_MODEL = "gen_ai.response.model";
/** `queued`, `in_progress`, `completed`, `incomplete`, `failed` or `cancelled`. */
export const GEN_AI_RESPONSE_STATUS = "gen_ai.response.status";
export const GEN_AI_RESPONSE_FINISH_REASONS = "gen_ai.response.finish_reasons";
/** Seconds (double) from the request to the first chunk of a stream. */
export const GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK = "gen_ai.response.time_to_first_chunk";

/** All input tokens, cached ones included. */
export const GEN_AI_USAGE_INPUT_TOKENS = "gen_ai.usage.input_tokens";
/** All output tokens, reasoning included. */
export const GEN_AI_USAGE_OUTPUT_TOKENS = "gen_ai.usage.output_tokens";
export const GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS = "gen_ai.usage.cache_read.input_tokens";
export const GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS = "gen_ai.usage.cache_write.input_tokens";
export const GEN_AI_USAGE_REASONING_OUTPUT_TOKENS = "gen_ai.usage.reasoning.output_tokens";
export const GEN_AI_USAGE_AUDIO_INPUT_TOKENS = "gen_ai.usage.audio.input_tokens";
export const GEN_AI_USAGE_AUDIO_OUTPUT_TOKENS = "gen_ai.usage.audio.output_tokens";
export const GEN_AI_USAGE_AUDIO_CACHE_READ_INPUT_TOKENS = "gen_ai.usage.audio.cache_read.input_tokens";
export const GEN_AI_USAGE_IMAGE_INPUT_TOKENS = "gen_ai.usage.image.input_tokens";
export const GEN_AI_USAGE_IMAGE_OUTPUT_TOKENS = "gen_ai.usage.image.output_tokens";
export const GEN_AI_USAGE_IMAGE_CACHE_READ_INPUT_TOKENS = "gen_ai.usage.image.cache_read.input_tokens";
export const GEN_AI_USAGE_TEXT_INPUT_TOKENS = "gen_ai.usage.text.input_tokens";
export const GEN_AI_USAGE_TEXT_OUTPUT_TOKENS = "gen_ai.usage.text.output_tokens";
export const GEN_AI_USAGE_TEXT_CACHE_READ_INPUT_TOKENS = "gen_ai.usage.text.cache_read.input_tokens";

/** JSON text: array of messages `{role, parts}`. Content. */
export const GEN_AI_INPUT_MESSAGES = "gen_ai.input.messages";
/** JSON text: array of messages `{role, parts, finish_reason}`. Content. */
export const GEN_AI_OUTPUT_MESSAGES = "gen_ai.output.messages";
/** JSON text: array of parts. Content. */
export const GEN_AI_SYSTEM_INSTRUCTIONS = "gen_ai.system_instructions";
/** JSON text: array of `{type, name, description, parameters}`. Content. */
export const GEN_AI_TOOL_DEFINITIONS = "gen_ai.tool.definitions";

export const GEN_AI_DATA_SOURCE_ID = "gen_ai.data_source.id";
export const GEN_AI_RETRIEVAL_TOP_K = "gen_ai.retrieval.top_k";
/** Content. */
export const GEN_AI_RETRIEVAL_QUERY_TEXT = "gen_ai.retrieval.query.text";
/** JSON text: array of `{id, score, content}`. Content. */
export const GEN_AI_RETRIEVAL_DOCUMENTS = "gen_ai.retrieval.documents";

export const GEN_AI_AGENT_ID = "gen_ai.agent.id";
export const GEN_AI_AGENT_NAME = "gen_ai.agent.name";
export const GEN_AI_AGENT_DESCRIPTION = "gen_ai.agent.description";
export const GEN_AI_TOOL_NAME = "gen_ai.tool.name";
export const GEN_AI_TOOL_DESCRIPTION = "gen_ai.tool.description";
export const GEN_AI_TOOL_TYPE = "gen_ai.tool.type";
export const GEN_AI_TOOL_CALL_ID = "gen_ai.tool.call.id";
/** JSON text. Content. */
export const GEN_AI_TOOL_CALL_ARGUMENTS = "gen_ai.tool.call.arguments";
/** JSON text. Content. */
export const GEN_AI_TOOL_CALL_RESULT = "gen_ai.tool.call.result";

// --- cost: semantic-conventions-genai pull request 443 (proposed), on inference spans only ---------------------
/** Double. */
export const GEN_AI_USAGE_COST_AMOUNT = "gen_ai.usage.cost.amount";
/** ISO 4217, always `USD` here. */
export const GEN_AI_USAGE_COST_CURRENCY = "gen_ai.usage.cost.currency";
/** `provider`, `list_price` or `override`: see `CostSource`. */
export const GEN_AI_USAGE_COST_SOURCE = "gen_ai.usage.cost.source";

// --- openai.*: OpenTelemetry GenAI conventions v0.1.0 ----------------------------------------------------------
/** `chat_completions` or `responses`. */
export const OPENAI_API_TYPE = "openai.api.type";
export const OPENAI_REQUEST_SERVICE_TIER = "openai.request.service_tier";
export const OPENAI_RESPONSE_SERVICE_TIER = "openai.response.service_tier";
export const OPENAI_RESPONSE_SYSTEM_FINGERPRINT = "openai.response.system_fingerprint";

// --- general conventions: open-telemetry/semantic-conventions v1.45 --------------------------------------------
export const ERROR_TYPE = "error.type";
/** Not on GenAI spans by convention; kept because 401, 429 and 500 call for different acts. */
export const HTTP_RESPONSE_STATUS_CODE = "http.response.status_code";
/** Integer, of a call that was sent again: how often. By convention on spans of HTTP; here for want of those. */
export const HTTP_REQUEST_RESEND_COUNT = "http.request.resend_count";
export const EXCEPTION_MESSAGE = "exception.message";
export const EXCEPTION_STACKTRACE = "exception.stacktrace";
export const SERVER_ADDRESS = "server.address";
export const SERVER_PORT = "server.port";
export const SERVICE_NAME = "service.name";
/** On every span of a session: the session's UUID. */
export const SESSION_ID = "session.id";

// --- rootspan.*: ours; docs/attributes.md describes each --------------------------------------------------------
/** What a span is to a session: an `EventKind`, `session` or `marker`. */
export const ROOTSPAN_KIND = "rootspan.kind";

/** The name that the application gave the session. */
export const ROOTSPAN_SESSION_NAME = "rootspan.session.name";
export const ROOTSPAN_SESSION_END_STATE = "rootspan.session.end_state";
export const ROOTSPAN_SESSION_END_STATE_REASON = "rootspan.session.end_state_reason";
export const ROOTSPAN_SESSION_TAGS = "rootspan.session.tags";
export const ROOTSPAN_SESSION_VIDEO = "rootspan.session.video";
export const ROOTSPAN_SESSION_HOST_ENVIRONMENT = "rootspan.session.host_environment";
/** Boolean: true on the root span of the process that started the session. */
export const ROOTSPAN_SESSION_OWNER = "rootspan.session.owner";
/** Totals of the process that ended the root. Cost is a double in USD, the others are integers. */
export const ROOTSPAN_SESSION_COST_USD = "rootspan.session.cost_usd";
export const ROOTSPAN_SESSION_UNPRICED_CALLS = "rootspan.session.unpriced_calls";
export const ROOTSPAN_SESSION_LLM_CALLS = "rootspan.session.llm_calls";
export const ROOTSPAN_SESSION_TOOL_CALLS = "rootspan.session.tool_calls";
export const ROOTSPAN_SESSION_ACTIONS = "rootspan.session.actions";
export const ROOTSPAN_SESSION_ERRORS = "rootspan.session.errors";
export const ROOTSPAN_SESSION_INPUT_TOKENS = "rootspan.session.input_tokens";
/** Integer: spans that were still open when the root ended; the totals lack them. Absent where there were none. */
export const ROOTSPAN_SESSION_OPEN_SPANS = "rootspan.session.open_spans";
export const ROOTSPAN_SESSION_OUTPUT_TOKENS = "rootspan.session.output_tokens";

/** JSON or plain text. Content. */
export const ROOTSPAN_EVENT_PARAMS = "rootspan.event.params";
/** JSON or plain text. Content. */
export const ROOTSPAN_EVENT_RETURNS = "rootspan.event.returns";
/** JSON or plain text. Content. */
export const ROOTSPAN_EVENT_LOGS = "rootspan.event.logs";
export const ROOTSPAN_EVENT_SCREENSHOT = "rootspan.event.screenshot";

/** Boolean: the call used something that no price is known for, or did not say what it used. */
export const ROOTSPAN_COST_UNPRICED = "rootspan.cost.unpriced";

// What providers charge for beside tokens; the conventions have no keys for it.
/** Double: seconds of audio that the model heard, as the provider counted them. */
export const ROOTSPAN_USAGE_AUDIO_INPUT_SECONDS = "rootspan.usage.audio.input_seconds";
/** Integer: searches of the web that the provider ran for the answer. */
export const ROOTSPAN_USAGE_WEB_SEARCHES = "rootspan.usage.web_searches";
/** Integer: searches of stored files that the provider ran for the answer. */
export const ROOTSPAN_USAGE_FILE_SEARCHES = "rootspan.usage.file_searches";
/** Integer: programs that the provider ran for the answer. */
export const ROOTSPAN_USAGE_CODE_EXECUTIONS = "rootspan.usage.code_executions";
/** Integer: pictures that the provider had another model make for the answer. */
export const ROOTSPAN_USAGE_IMAGE_GENERATIONS = "rootspan.usage.image_generations";

/** Boolean, true or absent: the response is made while nobody waits, and its usage is told when it is fetched. */
export const ROOTSPAN_RESPONSE_BACKGROUND = "rootspan.response.background";
/** On a fetch that tells the usage of a background response: the span id of the call that asked for it. */
export const ROOTSPAN_USAGE_OF_SPAN_ID = "rootspan.usage.of_span_id";

export const ROOTSPAN_ERROR_CODE = "rootspan.error.code";
/** JSON or plain text. Content. */
export const ROOTSPAN_ERROR_DETAILS = "rootspan.error.details";
/** On an error event: the span id of the event that failed. */
export const ROOTSPAN_ERROR_TRIGGER_SPAN_ID = "rootspan.error.trigger_span_id";
/**
 * Boolean, on an error or a failed span: true where another span counts as the same failure, so this one does not; false
 * where none does, so that this one counts although its kind by itself does not.
 */
export const ROOTSPAN_ERROR_COUNTED = "rootspan.error.counted";

/** The name that the application gave the run of a component. */
export const ROOTSPAN_RUN_NAME = "rootspan.run.name";
/** String[]: the application's tags of the run. */
export const ROOTSPAN_RUN_TAGS = "rootspan.run.tags";
/** JSON: the application's metadata of the run. Content. */
export const ROOTSPAN_RUN_METADATA = "rootspan.run.metadata";
/** On what runs within a node of a graph: the node, and the graph's step. */
export const ROOTSPAN_GRAPH_NODE = "rootspan.graph.node";
export const ROOTSPAN_GRAPH_STEP = "rootspan.graph.step";
/** Where the graph keeps the state of that step. */
export const ROOTSPAN_GRAPH_CHECKPOINT_NAMESPACE = "rootspan.graph.checkpoint_ns";
/** Boolean: the graph, or the node that asked, has stopped to be gone on with: `interrupt()`, or a breakpoint. */
export const ROOTSPAN_GRAPH_IS_WAITING = "rootspan.graph.is_waiting";
/** JSON: what the graph waits for. Content. */
export const ROOTSPAN_GRAPH_INTERRUPTS = "rootspan.graph.interrupts";
