const { Tracer } = require('@aws-lambda-powertools/tracer');
const { PutObjectCommand, S3Client } = require('@aws-sdk/client-s3');

const tracer = new Tracer({ serviceName: 'bench' });
const s3 = tracer.captureAWSv3Client(new S3Client({}));

exports.handler = async ({ key }) => {
  const parent = tracer.getSegment();
  const handlerSegment = parent.addNewSubsegment('## index.handler');
  tracer.setSegment(handlerSegment);
  try {
    await s3.send(new PutObjectCommand({ Bucket: process.env.BUCKET, Key: key, Body: 'text' }));
  } finally {
    handlerSegment.close();
    tracer.setSegment(parent);
  }
};
