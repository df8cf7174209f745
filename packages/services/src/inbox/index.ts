export { assignProblem, noteProblem, snoozeProblem } from "./change-problem.ts";
export { getProblem, listOperators, listProblems } from "./read-problems.ts";
export { sendProblemMail } from "./send-problem-mail.ts";
