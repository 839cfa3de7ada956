/**
 * Markdown as models write it, as elements of the page and never as HTML: HTML within it is text, images are not
 * loaded, and links lead only where `toSafeLink` lets them, with their address shown.
 */
import { lexer, type Token, type Tokens } from "marked";
import { createElement, Fragment, type ReactNode, useMemo } from "react";
import { toSafeLink } from "../format/safe-link.ts";
import { toVisibleText } from "../format/visible-text.ts";
import styles from "./content.module.css";
import { LongText } from "./long-text.tsx";

/** Longer texts are shown as they are: nobody reads their layout. */
const LONGEST = 20_000;
const DEEPEST = 24;

export function Markdown({ text }: { text: string }): ReactNode {
  const tokens = useMemo(() => toTokens(text), [text]);
  if (tokens === undefined) return <LongText text={text} />;
  return (
    <div className={styles.markdown} dir="auto">
      <Blocks tokens={tokens} depth={0} />
    </div>
  );
}

/** Undefined for what is too long, or nested so deeply that the lexer gives up. */
function toTokens(text: string): readonly Token[] | undefined {
  if (text.length > LONGEST) return undefined;
  try {
    return lexer(toVisibleText(text.toWellFormed()));
  } catch {
    return undefined;
  }
}

interface BlocksProps {
  readonly tokens: readonly Token[] | undefined;
  readonly depth: number;
}

function Blocks({ tokens = [], depth }: BlocksProps): ReactNode {
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
      return <LongText text={(token as Tokens.Code).text} look="code" />;
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
      return <code>{(token as Tokens.Codespan).text}</code>;
    case "br":
      return <br />;
    case "link":
      return toLink(token as Tokens.Link, inner);
    case "image":
      return toImage(token as Tokens.Image);
    case "text":
      return token.tokens === undefined ? (token as Tokens.Text).text : inner(token.tokens);
    case "escape":
      return (token as Tokens.Escape).text;
    default:
      // HTML, and whatever a later version may know.
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
