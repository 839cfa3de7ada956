/** Where the built dashboard is: beside `src` and `dist`, so that both find it from here. */
import { fileURLToPath } from "node:url";

export const PAGES_FOLDER: string = fileURLToPath(new URL("../dashboard/", import.meta.url));
