export { canListen, freePort } from "./free-port.ts";
