import { bootstrap } from "./bootstrap.mjs";

await bootstrap("tooling/launch/main.ts");
