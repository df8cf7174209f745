export { raiseLongDoubts } from "./raise-long-doubts.ts";
export { countOpenIncidents, getIncident, listIncidents } from "./read-incidents.ts";
export { type IncidentStep, watchIncidents } from "./watch-incidents.ts";
