/** Line drawings on a grid of 20 by 20, in the colour of the text. */
export const ICONS = {
  // Kinds of nodes on the map
  client: 'M10 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM4 16.5c.6-3 3-4.6 6-4.6s5.4 1.6 6 4.6',
  api: 'M7 5.5 2.5 10 7 14.5M13 5.5l4.5 4.5-4.5 4.5M11.5 4l-3 12',
  lambda: 'M11 2.8 4.5 11.2h4.7L8.4 17.2 15.5 8.5h-4.9L11 2.8Z',
  function: 'M4.5 3.5h2.3c.6 0 1 .3 1.2.9l4.4 11.2c.2.6.6.9 1.2.9h1.9M8.9 8.3 5 16.5',
  bucket:
    'M3.5 5c0 1.1 2.9 2 6.5 2s6.5-.9 6.5-2-2.9-2-6.5-2-6.5.9-6.5 2Zm0 0 1.7 10.2c.2 1 2.3 1.8 4.8 1.8s4.6-.8 4.8-1.8L16.5 5',
  table: 'M3 4.5h14v11H3zM3 8.2h14M3 11.9h14M8 4.5v11',
  database:
    'M4 5c0-1.1 2.7-2 6-2s6 .9 6 2-2.7 2-6 2-6-.9-6-2Zm0 0v10c0 1.1 2.7 2 6 2s6-.9 6-2V5M4 10c0 1.1 2.7 2 6 2s6-.9 6-2',
  queue: 'M2.5 6.5h4v7h-4zM8 6.5h4v7H8zM13.5 6.5h4v7h-4z',
  topic: 'M3.5 10h6M9.5 10l5-5M9.5 10l5 5M9.5 10h7M14.5 5h2M14.5 15h2',
  logs: 'M5 2.8h7.2L15.5 6v11.2H5zM12 3v3.3h3.3M7.5 9.5h5.5M7.5 12h5.5M7.5 14.5h3.5',
  traces: 'M3 5h8M6 10h9M9 15h8',
  remote:
    'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM3.2 10h13.6M10 3c2.2 1.9 3.2 4.2 3.2 7s-1 5.1-3.2 7c-2.2-1.9-3.2-4.2-3.2-7S7.8 4.9 10 3Z',
  service: 'M10 2.8 16.3 6.4v7.2L10 17.2l-6.3-3.6V6.4zM10 10l6.2-3.5M10 10v7M10 10 3.8 6.5',
  // Phases of Lambda
  init: 'M10 3v14M3.9 6.5l12.2 7M16.1 6.5l-12.2 7M8 3.8l2 2 2-2M8 16.2l2-2 2 2',
  invocation: 'M6 4v12l10-6z',
  overhead: 'M3.5 5h7.5v10H3.5M14 7l3 3-3 3M17 10H8',
  dwell: 'M5.5 3h9M5.5 17h9M6.5 3v2.5L10 10l3.5-4.5V3M6.5 17v-2.5L10 10l3.5 4.5V17',
  attempt: 'M15.5 8.2A6 6 0 1 0 16 11M16 4v4.3h-4.3',
  // Views
  map: 'M3.5 5.5h4v4h-4zM12.5 3.5h4v4h-4zM12.5 12.5h4v4h-4zM7.5 7.5h2.5V5.5h2.5M10 7.5v7h2.5',
  failures: 'M10 3.2 17.3 16H2.7zM10 8v3.8M10 13.7v.3',
  objects: 'M3 6.5 10 3l7 3.5v7L10 17l-7-3.5zM3 6.5l7 3.5 7-3.5M10 10v7',
  mail: 'M3 5h14v10.5H3zM3 5.5l7 6 7-6',
  schedule: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM10 6v4.2l2.7 1.6',
  send: 'M3 10 17 3.5 12.5 17l-3-5.5zM9.5 11.5 17 3.5',
  open: 'M10 12.5V3.5M6.5 7 10 3.5 13.5 7M3.5 12.5v4h13v-4',
  // Results. Each has its own shape, so that it can be distinguished without colour
  ok: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM6.8 10.2l2.3 2.3 4.2-4.7',
  error: 'M10 3.2 17.3 16H2.7zM10 8v3.8M10 13.7v.3',
  fault: 'M7.1 3h5.8L17 7.1v5.8L12.9 17H7.1L3 12.9V7.1zM7.7 7.7l4.6 4.6M12.3 7.7l-4.6 4.6',
  throttle: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM8 7.5v5M12 7.5v5',
  pending: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM10 6v4.2l2.7 1.6',
  // Actions
  search: 'M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11ZM13 13l4 4',
  close: 'M5 5l10 10M15 5 5 15',
  chevron: 'M7.5 5l5 5-5 5',
  copy: 'M7 7h9.5v9.5H7zM4 13H3.5V3.5H13V4',
  check: 'M4 10.5 8 14.5 16 6',
  download: 'M10 3.5v9M6.5 9 10 12.5 13.5 9M3.5 16.5h13',
  external: 'M8 4.5H4v11.5h11.5V12M11.5 3.5h5v5M16.5 3.5 9.5 10.5',
  plus: 'M10 4v12M4 10h12',
  minus: 'M4 10h12',
  fit: 'M3.5 7.5v-4h4M12.5 3.5h4v4M16.5 12.5v4h-4M7.5 16.5h-4v-4',
  system: 'M3 4h14v9.5H3zM7.5 16.5h5M10 13.5v3',
  light:
    'M10 13.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM10 2v1.5M10 16.5V18M2 10h1.5M16.5 10H18M4.3 4.3l1.1 1.1M14.6 14.6l1.1 1.1M4.3 15.7l1.1-1.1M14.6 5.4l1.1-1.1',
  dark: 'M16 11.8A6.5 6.5 0 0 1 8.2 4a6.5 6.5 0 1 0 7.8 7.8Z',
  help: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM7.9 8a2.1 2.1 0 1 1 3.1 1.9c-.7.4-1 .8-1 1.6M10 13.5v.3',
  file: 'M5 2.8h7.2L15.5 6v11.2H5zM12 3v3.3h3.3',
} as const;

export type IconName = keyof typeof ICONS;
