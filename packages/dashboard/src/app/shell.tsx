/** What every page has around it: where one is, where one can go, the theme, the keys. */
import { Link, Outlet } from "@tanstack/react-router";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { projectQuery } from "../api/queries.ts";
import { ApiError } from "../api/request.ts";
import { Button } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";
import { Line } from "../ui/text.tsx";
import { KeyEntry } from "./key-entry.tsx";
import { ShortcutHelp } from "./shortcut-help.tsx";
import { listenForShortcuts, useShortcuts } from "./shortcuts.ts";
import styles from "./shell.module.css";
import { toggleTheme, useTheme } from "./theme.ts";

export function Shell(): ReactNode {
  const [isHelpOpen, setHelpOpen] = useState(false);
  const theme = useTheme();
  const project = useQuery(projectQuery);
  const refusal = project.error instanceof ApiError && project.error.status === 401 ? project.error : undefined;
  useEffect(listenForShortcuts, []);
  useShortcuts([
    { key: "?", does: "Show these keys", run: () => setHelpOpen(true) },
    { key: "t", does: "Light or dark", run: toggleTheme },
  ]);
  return (
    <div className={styles.shell}>
      <header className={styles.bar}>
        <a className={styles.skip} href="#main">
          Skip to content
        </a>
        <Link to="/" className={styles.brand} aria-label="Rootspan, all sessions">
          <Icon name="root" size={20} />
          <span>Rootspan</span>
        </Link>
        <nav aria-label="Pages">
          <Link to="/" className={styles.link} activeOptions={{ exact: true, includeSearch: false }}>
            Sessions
          </Link>
          <Link to="/compare" className={styles.link}>
            Compare
          </Link>
          <Link to="/analytics" className={styles.link}>
            Analytics
          </Link>
        </nav>
        <span className={styles.space} />
        {project.data !== undefined && (
          <span className={styles.project} title="The project that is shown">
            <Line text={project.data.name} maxLength={60} />
          </span>
        )}
        <Button
          look="plain"
          icon={theme === "dark" ? "sun" : "moon"}
          label={theme === "dark" ? "Light theme" : "Dark theme"}
          onClick={toggleTheme}
        />
        <Button look="plain" icon="help" label="Keys" onClick={() => setHelpOpen(true)} />
      </header>
      <main id="main" className={styles.main} tabIndex={-1}>
        {refusal === undefined ? <Outlet /> : <KeyEntry isRefused={refusal.code === "invalid_key"} />}
      </main>
      <ShortcutHelp open={isHelpOpen} onClose={() => setHelpOpen(false)} />
    </div>
  );
}
