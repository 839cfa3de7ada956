/**
 * Numbers about the server, in the text form that Prometheus reads:
 * https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
 */

export type Labels = Readonly<Record<string, string | number>>;

export interface Counter {
  add(amount: number, labels?: Labels): void;
}

export interface Histogram {
  observe(value: number): void;
}

export interface Sample {
  readonly value: number;
  readonly labels?: Labels;
}

/** A number that is looked up when somebody asks. */
export type ReadGauge = () => readonly Sample[] | Promise<readonly Sample[]>;

interface Metric {
  readonly name: string;
  readonly type: "counter" | "gauge" | "histogram";
  readonly help: string;
  readonly lines: () => readonly string[] | Promise<readonly string[]>;
}

export class MetricRegistry {
  readonly #metrics: Metric[] = [];

  /** @param name ends in `_total` */
  counter(name: string, help: string): Counter {
    const values = new Map<string, number>();
    this.#metrics.push({
      name,
      type: "counter",
      help,
      lines: () => [...values].map(([labels, value]) => `${name}${labels} ${value}`),
    });
    return {
      add: (amount, labels = {}) => {
        const place = toLabels(labels);
        values.set(place, (values.get(place) ?? 0) + amount);
      },
    };
  }

  gauge(name: string, help: string, read: ReadGauge): void {
    this.#metrics.push({
      name,
      type: "gauge",
      help,
      lines: async () => (await read()).map(({ value, labels = {} }) => `${name}${toLabels(labels)} ${value}`),
    });
  }

  /** Of what only ever grows and is counted elsewhere. */
  readCounter(name: string, help: string, read: ReadGauge): void {
    this.gauge(name, help, read);
    this.#metrics.push({ ...this.#metrics.pop()!, type: "counter" });
  }

  /** @param bounds upper ones, ascending */
  histogram(name: string, help: string, bounds: readonly number[]): Histogram {
    const counts = bounds.map(() => 0);
    let count = 0;
    let sum = 0;
    this.#metrics.push({
      name,
      type: "histogram",
      help,
      lines: () => [
        ...bounds.map((bound, index) => `${name}_bucket${toLabels({ le: bound })} ${counts[index]}`),
        `${name}_bucket${toLabels({ le: "+Inf" })} ${count}`,
        `${name}_sum ${sum}`,
        `${name}_count ${count}`,
      ],
    });
    return {
      observe: (value) => {
        count += 1;
        sum += value;
        bounds.forEach((bound, index) => {
          if (value <= bound) counts[index]! += 1;
        });
      },
    };
  }

  async toText(): Promise<string> {
    const parts = await Promise.all(
      this.#metrics.map(async ({ name, type, help, lines }) =>
        [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...(await lines())].join("\n"),
      ),
    );
    return `${parts.join("\n")}\n`;
  }
}

function toLabels(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escape(String(value))}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function escape(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
