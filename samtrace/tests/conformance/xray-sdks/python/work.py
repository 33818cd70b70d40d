"""Traced work with the X-Ray SDK for Python. Arguments: trace ID, URL of a queue, URL of a queue that does not exist."""
import sys

import boto3
from aws_xray_sdk.core import patch, xray_recorder
from botocore.exceptions import ClientError

trace_id, queue_url, missing_url = sys.argv[1:]

# Without an EC2 plugin, and without asking for sampling rules.
xray_recorder.configure(sampling=False)
patch(["botocore"])
sqs = boto3.client("sqs")

with xray_recorder.in_segment("work", traceid=trace_id, sampling=1) as segment:
    segment.put_annotation("order", 7)
    with xray_recorder.in_subsegment("validate"):
        sqs.send_message(QueueUrl=queue_url, MessageBody="hello")
    try:
        with xray_recorder.in_subsegment("fails"):
            raise ValueError("none left")
    except ValueError:
        pass
    try:
        sqs.send_message(QueueUrl=missing_url, MessageBody="hello")
    except ClientError:
        pass
