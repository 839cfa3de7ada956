/** Decodes an `ExportLogsServiceRequest` in OTLP/JSON into the same records as its protobuf form. */
import { parseRequest } from "./decode-json.ts";
import { attributesField, valueField } from "./decode-json-value.ts";
import { eachItem, hexField, integerField, type JsonObject, textField, timeField } from "./json-fields.ts";
import { type LogRecord, toEventName } from "./log-record.ts";
import { ValueBudget } from "./value-budget.ts";

/** The records of a request, in order. @throws OtlpDecodeError with the path of the fault */
export function decodeLogsJson(body: Buffer): LogRecord[] {
  const request = parseRequest(body);
  const budget = new ValueBudget();
  const records: LogRecord[] = [];
  eachItem(request, "resourceLogs", (resourceLogs) => {
    budget.take(1);
    eachItem(resourceLogs, "scopeLogs", (scopeLogs) => {
      budget.take(1);
      eachItem(scopeLogs, "logRecords", (record) => {
        records.push(readRecord(record, budget));
      });
    });
  });
  return records;
}

function readRecord(record: JsonObject, budget: ValueBudget): LogRecord {
  budget.take(8);
  const attributes = attributesField(record, "attributes", budget);
  integerField(record, "severityNumber");
  return {
    traceId: hexField(record, "traceId"),
    spanId: hexField(record, "spanId"),
    eventName: toEventName(textField(record, "eventName"), attributes),
    timeUnixNano: timeField(record, "timeUnixNano") || timeField(record, "observedTimeUnixNano"),
    attributes,
    body: valueField(record, "body", budget),
  };
}
