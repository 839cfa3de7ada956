/** How the words of one kind of emitter are understood. */
import type { Attributes, AttributeValue, SpanRecord, SpanStatus } from "@rootspan/model";

export interface Dialect {
  /** As `docs/dialects.md` lists it. */
  readonly name: string;
  /** Asked of every span that is not ours: a few look-ups. */
  speaks(span: SpanRecord): boolean;
  /** What the span says, in our words. Nothing of it depends on other spans. */
  understand(span: SpanRecord, understood: Understanding): void;
}

/** Gathers what is understood of one span. */
export class Understanding {
  readonly #sent: Attributes;
  readonly #attributes: Map<string, AttributeValue> = new Map();
  /** How the span went, where its own status does not say. */
  status: SpanStatus | undefined;

  constructor(sent: Attributes) {
    this.#sent = sent;
  }

  /** What is known under a key: understood, else sent. */
  get(key: string): AttributeValue | undefined {
    return this.#attributes.get(key) ?? this.#sent[key];
  }

  /** Whatever was sent under the key; undefined and null say nothing. */
  set(key: string, value: AttributeValue | undefined): void {
    if (value !== undefined && value !== null) this.#attributes.set(key, value);
  }

  /** Unless something is known under the key already. */
  fill(key: string, value: AttributeValue | undefined): void {
    if (this.get(key) === undefined) this.set(key, value);
  }

  get attributes(): ReadonlyMap<string, AttributeValue> {
    return this.#attributes;
  }
}
