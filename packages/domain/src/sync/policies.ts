/** The policies: what Churned may do without asking an operator. Operators switch them on or off. */
export const policyNames = ["approve_sync_requests", "leave_out_archived"] as const;
export type PolicyName = (typeof policyNames)[number];
