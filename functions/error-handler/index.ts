/** The error handler: not written yet; it only takes the delivery. */
export const handler = async (): Promise<void> => {};
