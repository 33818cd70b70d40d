// As an automatic instrumentation: loaded before the runtime, it replaces functions of `http` and watches `require`.
const http = require('node:http');
const Module = require('node:module');

globalThis.seen = { requests: 0, required: [] };
const { request } = http;
http.request = (...args) => {
  globalThis.seen.requests += 1;
  return request(...args);
};
const load = Module._load;
Module._load = (name, ...rest) => {
  globalThis.seen.required.push(name);
  return load(name, ...rest);
};
