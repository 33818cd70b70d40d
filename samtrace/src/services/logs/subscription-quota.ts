/**
 * Subscription filters in one log group. The sources disagree: the API model has 2, and cfn-lint has had 5 since September 2026
 * (aws-cloudformation/cfn-lint#4688). The higher number counts, so that a template that AWS accepts runs.
 */
export const MAX_FILTERS_PER_GROUP = 5;
