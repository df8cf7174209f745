export {
  createInvitation,
  exchangeInvitation,
  listInvitations,
  withdrawInvitation,
} from "./invitations.ts";
