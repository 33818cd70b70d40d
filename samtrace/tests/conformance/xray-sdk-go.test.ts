import { describeSdk } from './sdk-trace.ts';
import { GO_WORK } from './xray-sdks.ts';

describeSdk('Go', GO_WORK, { sqsName: 'sqs', failed: 'faults' });
