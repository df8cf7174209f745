export { confirmSignIn, findPasswordHash } from "./confirm-sign-in.ts";
export { createTenant } from "./create-tenant.ts";
export { createUser } from "./create-user.ts";
export { setLanguage } from "./set-language.ts";
export { createPasswordLink, sendPasswordLink, setPasswordWithLink } from "./password-links.ts";
export { removeEndedSignIns } from "./remove-ended-sign-ins.ts";
export { listPeople, lockPerson, removePerson, signOutPerson, unlockPerson } from "./people.ts";
