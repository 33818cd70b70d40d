// Traced work, done with the X-Ray SDK as a program outside Lambda does it. Argument: the trace's id.
import AWSXRay from 'aws-xray-sdk-core';

const segment = new AWSXRay.Segment('work', process.argv[2]);
segment.addAnnotation('order', 7);
const call = segment.addNewSubsegment('S3');
call.namespace = 'aws';
call.addAttribute('aws', { operation: 'PutObject', region: 'us-east-1', bucket_name: 'bucket', request_id: 'r' });
call.addAttribute('http', { response: { status: 200 } });
call.close();
const failing = segment.addNewSubsegment('fails');
failing.addMetadata('left', { count: 0 });
failing.close(new RangeError('none left'));
segment.close();
