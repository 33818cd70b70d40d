// The parts of dynalite that library.ts calls. `npm run pack` bundles this file, without the databases of dynalite.
const async = require('async');

// A Query of a local index for all attributes reads the items by way of this queue, which works in later turns of the event
// loop. There, an error in dynalite would end the process. The storage answers at once, so no wait is needed.
async.queue = (read) => ({ push: (key) => read(key, () => {}) });

const actions = {
  BatchGetItem: require('dynalite/actions/batchGetItem'),
  BatchWriteItem: require('dynalite/actions/batchWriteItem'),
  CreateTable: require('dynalite/actions/createTable'),
  DeleteItem: require('dynalite/actions/deleteItem'),
  DeleteTable: require('dynalite/actions/deleteTable'),
  DescribeTable: require('dynalite/actions/describeTable'),
  GetItem: require('dynalite/actions/getItem'),
  ListTables: require('dynalite/actions/listTables'),
  ListTagsOfResource: require('dynalite/actions/listTagsOfResource'),
  PutItem: require('dynalite/actions/putItem'),
  Query: require('dynalite/actions/query'),
  Scan: require('dynalite/actions/scan'),
  TagResource: require('dynalite/actions/tagResource'),
  UntagResource: require('dynalite/actions/untagResource'),
  UpdateItem: require('dynalite/actions/updateItem'),
  UpdateTable: require('dynalite/actions/updateTable'),
};

const rules = {
  BatchGetItem: require('dynalite/validations/batchGetItem'),
  BatchWriteItem: require('dynalite/validations/batchWriteItem'),
  CreateTable: require('dynalite/validations/createTable'),
  DeleteItem: require('dynalite/validations/deleteItem'),
  DeleteTable: require('dynalite/validations/deleteTable'),
  DescribeTable: require('dynalite/validations/describeTable'),
  GetItem: require('dynalite/validations/getItem'),
  ListTables: require('dynalite/validations/listTables'),
  ListTagsOfResource: require('dynalite/validations/listTagsOfResource'),
  PutItem: require('dynalite/validations/putItem'),
  Query: require('dynalite/validations/query'),
  Scan: require('dynalite/validations/scan'),
  TagResource: require('dynalite/validations/tagResource'),
  UntagResource: require('dynalite/validations/untagResource'),
  UpdateItem: require('dynalite/validations/updateItem'),
  UpdateTable: require('dynalite/validations/updateTable'),
};

module.exports = { actions, rules, db: require('dynalite/db'), validations: require('dynalite/validations') };
