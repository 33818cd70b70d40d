const { PutObjectCommand, S3Client } = require('@aws-sdk/client-s3');
const AWSXRay = require('aws-xray-sdk-core');

const s3 = AWSXRay.captureAWSv3Client(new S3Client({}));

exports.handler = async ({ key }) => {
  await s3.send(new PutObjectCommand({ Bucket: process.env.BUCKET, Key: key, Body: 'text' }));
};
