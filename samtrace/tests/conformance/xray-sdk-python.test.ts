import { describeSdk } from './sdk-trace.ts';
import { PYTHON_WORK } from './xray-sdks.ts';

describeSdk('Python', PYTHON_WORK, { sqsName: 'sqs', failed: 'faults' });
