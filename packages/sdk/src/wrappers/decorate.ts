/** The wrappers as decorators: TypeScript's and JavaScript's standard ones, and those of `experimentalDecorators`. */
import { type Context, context } from "@opentelemetry/api";
import { guard, log } from "../guard.ts";
import { withAgentIn } from "../session-context.ts";
import { actionShape, agentShape, type CallShape, toolShape } from "./call-shape.ts";
import type { AgentOptions, AnyFunction, ToolOptions, WrapOptions } from "./options.ts";
import { define } from "./tap-chunks.ts";
import { traceFunction } from "./trace-function.ts";
import { nameOf, toOptions } from "./wrap.ts";

/** For methods, and for fields that hold functions. */
export interface MethodDecorator {
  <This, F extends AnyFunction>(
    method: F,
    context: ClassMethodDecoratorContext<This, (this: This, ...args: Parameters<F>) => ReturnType<F>>,
  ): F;
  <This, F extends AnyFunction>(field: undefined, context: ClassFieldDecoratorContext<This, F>): (initial: F) => F;
  (target: object, key: string | symbol, descriptor?: PropertyDescriptor): void;
}

/** For classes too: every method of the class then acts as the agent, without a span of its own. */
export interface AgentDecorator extends MethodDecorator {
  <C extends abstract new (...args: never[]) => unknown>(agentClass: C, context?: ClassDecoratorContext<C>): C | void;
}

interface WithOptions<O, D> {
  (name: string): D;
  (options: O): D;
}

export const tool: MethodDecorator & WithOptions<ToolOptions, MethodDecorator> = createDecorator(toolShape) as never;
export const action: MethodDecorator & WithOptions<WrapOptions, MethodDecorator> = createDecorator(
  actionShape,
) as never;
export const agent: AgentDecorator & WithOptions<AgentOptions, AgentDecorator> = createDecorator(
  agentShape,
  actAs,
) as never;

type ToShape = (name: string, options: never) => CallShape;
type DecorateClass = (agentClass: AnyFunction, options: AgentOptions) => void;

/** One function for all: what it is given says how it is used. */
function createDecorator(toShape: ToShape, decorateClass?: DecorateClass): unknown {
  const decorate = (options: WrapOptions, value: unknown, where: unknown, descriptor: unknown): unknown => {
    const wrap = (fn: AnyFunction, key: string | symbol): AnyFunction =>
      traceFunction(fn, toShape(options.name || String(key) || nameOf(options, fn), options as never));
    const kind = decoratedKind(where);
    if (kind === "method" && typeof value === "function") return wrap(value as AnyFunction, nameIn(where));
    if (kind === "field") {
      return (initial: unknown) =>
        typeof initial === "function" ? wrap(initial as AnyFunction, nameIn(where)) : initial;
    }
    if (typeof value === "function" && decorateClass !== undefined && (kind === "class" || where === undefined)) {
      return decorateClass(value as AnyFunction, options);
    }
    const { value: method } = (descriptor ?? {}) as PropertyDescriptor;
    if ((typeof where === "string" || typeof where === "symbol") && typeof method === "function") {
      return { ...(descriptor as PropertyDescriptor), value: wrap(method as AnyFunction, where) };
    }
    log.error("a decorator of Rootspan is for methods, fields that hold functions and, as @agent, classes");
    return undefined;
  };
  return (...given: unknown[]) => {
    const [first, where, descriptor] = given;
    const isBare = given.length > 1 || typeof first === "function";
    if (isBare) return decorate({}, first, where, descriptor);
    return (...target: unknown[]) => decorate(toOptions(first), target[0], target[1], target[2]);
  };
}

/** Whatever the methods of the class start carries the agent's name. */
function actAs(agentClass: AnyFunction, options: AgentOptions): void {
  const agentOfClass = { name: nameOf(options, agentClass), id: options.id };
  const prototype = (agentClass.prototype ?? {}) as object;
  for (const name of Reflect.ownKeys(prototype)) {
    const descriptor = Reflect.getOwnPropertyDescriptor(prototype, name);
    const method: unknown = descriptor?.value;
    if (name === "constructor" || typeof method !== "function" || descriptor?.configurable !== true) continue;
    const isGenerator = /Generator/.test(Object.prototype.toString.call(method));
    const acting = new Proxy(method as AnyFunction, {
      apply(target, receiver: unknown, args: unknown[]): unknown {
        const where = withAgentIn(context.active(), agentOfClass);
        const result: unknown = context.with(where, () => Reflect.apply(target, receiver, args));
        if (isGenerator) guard("the steps of an agent", () => actInSteps(result as object, where));
        return result;
      },
    });
    Object.defineProperty(prototype, name, { ...descriptor, value: acting });
  }
}

/** A generator runs with its steps only, and those belong to whoever takes them. */
function actInSteps(generator: object, where: Context): void {
  for (const name of ["next", "return", "throw"]) {
    const step = (generator as Readonly<Record<string, AnyFunction>>)[name]!;
    define(generator, name, (...args: unknown[]) => context.with(where, () => Reflect.apply(step, generator, args)));
  }
}

function decoratedKind(where: unknown): string | undefined {
  return typeof where === "object" && where !== null && "kind" in where ? String(where.kind) : undefined;
}

function nameIn(where: unknown): string | symbol {
  return (where as { readonly name: string | symbol }).name;
}
