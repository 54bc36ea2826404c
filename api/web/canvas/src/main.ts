// Starts the explorer of the page: with data that stand in it, or with those that the service sends.
import { readJson } from "./dom";
import { Explorer } from "./explorer";
import { listen } from "./hands";
import type { Config, Payload } from "./types";

const config = readJson<Config>("explorer-config");
const explorer = new Explorer(config);
listen(explorer);
if (config.live) void explorer.load();
else explorer.show(readJson<Payload>("explorer-data"));
