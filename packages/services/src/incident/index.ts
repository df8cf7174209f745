export { escalateInconclusive } from "./escalate-inconclusive.ts";
export { countOpenIncidents, getIncident, listIncidents } from "./read-incidents.ts";
export { type IncidentStep, watchIncidents } from "./watch-incidents.ts";
