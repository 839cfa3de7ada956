/**
 * Markdown as models write it, as elements of the page and never as HTML: HTML within it is text, images are not
 * loaded, and links lead only where `toSafeLink` lets them, with their address shown.
 */
import type { Token, Tokens } from "marked";
import { createContext, createElement, Fragment, type ReactNode, useContext, useMemo } from "react";
import type { TextPart } from "../changes/text-changes.ts";
import { toSafeLink } from "../format/safe-link.ts";
import styles from "./content.module.css";
import { LongText } from "./long-text.tsx";
import { DEEPEST, shareOut, textOfToken, toTokens } from "./markdown-leaves.ts";
import { type Version, TextDiff, TextParts } from "./text-diff.tsx";

export interface MarkdownProps {
  readonly text: string;
  /** What its words, `wordsOf` it, have become or were: those that only it has are marked. */
  readonly changes?: { readonly parts: readonly TextPart[]; readonly only: Version };
}

export function Markdown({ text, changes }: MarkdownProps): ReactNode {
  const tokens = useMemo(() => toTokens(text), [text]);
  const shares = useMemo(() => {
    const own = changes?.parts.filter((part) => part.in === "both" || part.in === changes.only);
    return own === undefined || tokens === undefined ? NONE : shareOut(tokens, own);
  }, [tokens, changes]);
  if (tokens === undefined) return changes === undefined ? <LongText text={text} /> : <TextDiff {...changes} />;
  return (
    <Shares value={shares}>
      <div className={styles.markdown} dir="auto">
        <Blocks tokens={tokens} depth={0} />
      </div>
    </Shares>
  );
}

const NONE: ReadonlyMap<Token, readonly TextPart[]> = new Map();
const Shares = createContext(NONE);

/** What a token says itself, with what changed of it. */
function Leaf({ token }: { token: Token }): ReactNode {
  const parts = useContext(Shares).get(token);
  return parts === undefined ? textOfToken(token) : <TextParts parts={parts} isAlone />;
}

function Code({ token }: { token: Token }): ReactNode {
  const parts = useContext(Shares).get(token);
  return parts === undefined ? (
    <LongText text={textOfToken(token)!} look="code" />
  ) : (
    <div className={styles.code} tabIndex={0}>
      <TextParts parts={parts} isAlone />
    </div>
  );
}

interface BlocksProps {
  readonly tokens: readonly Token[] | undefined;
  readonly depth: number;
}

function Blocks({ tokens, depth }: BlocksProps): ReactNode {
  if (tokens === undefined) return null;
  if (depth > DEEPEST) return tokens.map(({ raw }) => raw).join("");
  return tokens.map((token, index) => <Fragment key={index}>{toElement(token, depth + 1)}</Fragment>);
}

function toElement(token: Token, depth: number): ReactNode {
  const inner = (tokens: readonly Token[] | undefined): ReactNode => <Blocks tokens={tokens} depth={depth} />;
  switch (token.type) {
    case "space":
      return null;
    case "heading":
      return createElement(
        `h${Math.min(6, Math.max(4, (token as Tokens.Heading).depth + 3))}`,
        {},
        inner(token.tokens),
      );
    case "paragraph":
      return <p>{inner(token.tokens)}</p>;
    case "code":
      return <Code token={token} />;
    case "blockquote":
      return <blockquote>{inner(token.tokens)}</blockquote>;
    case "list":
      return toList(token as Tokens.List, inner);
    case "table":
      return toTable(token as Tokens.Table, inner);
    case "hr":
      return <hr />;
    case "strong":
      return <strong>{inner(token.tokens)}</strong>;
    case "em":
      return <em>{inner(token.tokens)}</em>;
    case "del":
      return <del>{inner(token.tokens)}</del>;
    case "codespan":
      return (
        <code>
          <Leaf token={token} />
        </code>
      );
    case "br":
      return <br />;
    case "link":
      return toLink(token as Tokens.Link, inner);
    case "image":
      return toImage(token as Tokens.Image);
    case "text":
      return token.tokens === undefined ? <Leaf token={token} /> : inner(token.tokens);
    case "escape":
    case "html":
      return <Leaf token={token} />;
    default:
      // Whatever a later version may know.
      return token.raw;
  }
}

type Inner = (tokens: readonly Token[] | undefined) => ReactNode;

function toList({ ordered, start, items }: Tokens.List, inner: Inner): ReactNode {
  const content = items.map((item, index) => (
    <li key={index}>
      {item.task && `${item.checked ? "☑" : "☐"} `}
      {inner(item.tokens)}
    </li>
  ));
  return ordered ? <ol start={start === "" ? 1 : start}>{content}</ol> : <ul>{content}</ul>;
}

function toTable({ header, rows }: Tokens.Table, inner: Inner): ReactNode {
  return (
    <table tabIndex={0}>
      <thead>
        <tr>
          {header.map(({ tokens }, index) => (
            <th key={index}>{inner(tokens)}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <tr key={index}>
            {row.map(({ tokens }, column) => (
              <td key={column}>{inner(tokens)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function toLink({ href, text, tokens }: Tokens.Link, inner: Inner): ReactNode {
  const address = toSafeLink(href);
  const shown = href === text ? null : <span className={styles.address}> ({href})</span>;
  if (address === undefined) {
    return (
      <span>
        {inner(tokens)}
        {shown}
      </span>
    );
  }
  return (
    <>
      <a href={address} target="_blank" rel="noopener noreferrer nofollow">
        {inner(tokens)}
      </a>
      {shown}
    </>
  );
}

function toImage({ href, text }: Tokens.Image): ReactNode {
  const address = toSafeLink(href);
  const label = `Image: ${text || href}`;
  return address === undefined ? (
    <span>{label}</span>
  ) : (
    <a href={address} target="_blank" rel="noopener noreferrer nofollow">
      {label}
    </a>
  );
}
