import { describeSdk } from './sdk-trace.ts';
import { JAVA_WORK } from './xray-sdks.ts';

describeSdk('Java', JAVA_WORK, { sqsName: 'Sqs', failed: 'errors' });
