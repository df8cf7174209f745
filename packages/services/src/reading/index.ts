export {
  getCheck,
  getConnection,
  getEstimate,
  getSync,
  listChecks,
  listConnections,
  listCustomFields,
  listRecords,
  listSetAside,
  listSyncRequests,
  listSyncs,
  listTimeline,
} from "./read.ts";
