/** Lists that are written as attributes with their indexes in the keys: `llm.input_messages.0.message.role`. */
import type { Attributes } from "@rootspan/model";

/** More than any list that makes sense; what lies behind is left out. */
const MAX_ITEMS = 10_000;
const INDEX = /^\d{1,5}$/;

type Tree = { [key: string]: unknown };

/** What stands below a prefix, as objects and lists; undefined when nothing does. */
export function treeBelow(attributes: Attributes, prefix: string): unknown {
  const tree: Tree = Object.create(null) as Tree;
  let found = false;
  for (const name in attributes) {
    if (!name.startsWith(prefix)) continue;
    found = true;
    place(tree, name.slice(prefix.length).split("."), attributes[name]);
  }
  return found ? toLists(tree) : undefined;
}

/** The items of a list below a prefix. */
export function itemsBelow(attributes: Attributes, prefix: string): readonly unknown[] {
  const tree = treeBelow(attributes, prefix);
  return Array.isArray(tree) ? tree : [];
}

function place(tree: Tree, path: readonly string[], value: unknown): void {
  let node = tree;
  for (const step of path.slice(0, -1)) {
    const next = node[step];
    if (typeof next === "object" && next !== null) node = next as Tree;
    else node = node[step] = Object.create(null) as Tree;
  }
  node[path.at(-1)!] = value;
}

/** Objects whose keys are all indexes are lists, in the order of the indexes. */
function toLists(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value) || ArrayBuffer.isView(value)) return value;
  const entries = Object.entries(value);
  if (entries.length > 0 && entries.every(([name]) => INDEX.test(name))) {
    return entries
      .toSorted(([a], [b]) => Number(a) - Number(b))
      .slice(0, MAX_ITEMS)
      .map(([, item]) => toLists(item));
  }
  return Object.fromEntries(entries.map(([name, item]) => [name, toLists(item)]));
}
