/** Rootspan's backend, for programs that run it themselves. */
export { openServer, type RunningServer } from "./open-server.ts";
export type { ServerOptions } from "./settings/server-options.ts";
export { type SettingFault, SettingsError } from "./settings/settings-error.ts";
export { StartError } from "./start-error.ts";
export { StoreError, type StoreErrorReason } from "./store/store-error.ts";
