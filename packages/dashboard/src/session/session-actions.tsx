/** What can be done with a session as a whole. */
import type { ReactNode } from "react";
import type { SessionItem } from "@rootspan/model/rest";
import { toAddress } from "../api/request.ts";
import { Menu, MenuDownload } from "../ui/menu.tsx";

export function SessionActions({ session }: { session: SessionItem }): ReactNode {
  const address = (format: string): string =>
    toAddress(`v2/sessions/${encodeURIComponent(session.id)}/export${format}`);
  return (
    <Menu icon="download" look="plain" label="Export">
      <MenuDownload href={address("")} hint=".json">
        Session with all spans
      </MenuDownload>
    </Menu>
  );
}
