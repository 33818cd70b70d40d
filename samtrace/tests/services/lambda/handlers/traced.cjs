exports.seen = async () => globalThis.seen;
