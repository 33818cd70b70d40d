"""Makes AWS calls with boto3 and judges every answer by botocore's own service models.

One JSON object a line comes on stdin, one answer a line goes to stdout:
  {"service": "logs", "operation": "GetLogEvents", "params": {…}}   -> {"response": {…}, "violations": […]} or {"error": {…}}
  {"service": "logs", "operation": "GetLogEvents", "judge": {…}}    -> {"violations": […]}: an answer got by other means
  {"service": "logs", "unsupportedBeside": ["GetLogEvents"]}        -> {"answers": {"DeleteLogGroup": {"Code", "Message"}}}
"""

import datetime
import json
import re
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.response import StreamingBody
from botocore.validate import ParamValidator

ENDPOINT = sys.argv[1]
# One attempt, whatever the parameters, and never at another host such as `stream-127.0.0.1`.
PLAIN = Config(retries={"total_max_attempts": 1}, parameter_validation=False, inject_host_prefix=False)
raw_bodies = {}


def client(service):
    made = boto3.client(service, endpoint_url=ENDPOINT, region_name="us-east-1", config=PLAIN)
    # botocore drops members that its model does not have; here they are to be seen, so the raw body is kept.
    made.meta.events.register("before-parse." + service, lambda response_dict, **_: raw_bodies.update(last=response_dict["body"]))
    return made


clients = {}


def client_of(service):
    if service not in clients:
        clients[service] = client(service)
    return clients[service]


def call(service, operation, params):
    made = client_of(service)
    model = made.meta.service_model.operation_model(operation)
    try:
        response = made._make_api_call(operation, params)
    except ClientError as error:
        known = [shape.error_code for shape in model.error_shapes]
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        return {"error": {**error.response["Error"], "status": status, "inModel": error.response["Error"]["Code"] in known}}
    response.pop("ResponseMetadata")
    response = plain(response)
    violations = judge(model.output_shape, response)
    if model.output_shape and not model.has_streaming_output and model.service_model.metadata["protocol"].endswith("json"):
        violations += unknown_members(model.output_shape, json.loads(raw_bodies["last"] or b"{}"), "")
    return {"response": response, "violations": violations}


# DynamoDB's own examples have 0 here, and its model at least 1.
CONTRADICTED = re.compile(r"\.NumberOfDecreasesToday, value: 0, ")


def judge(shape, value):
    if shape is None:
        return [] if not value else ["an answer where the model has none"]
    report = ParamValidator().validate(value, shape)
    out_of_range = [line for line in report.generate_report().splitlines() if not CONTRADICTED.search(line)]
    return out_of_range + broken_constraints(shape, value, "")


def broken_constraints(shape, value, path):
    """What ParamValidator leaves out: patterns and enumerations."""
    if shape.type_name == "structure":
        members = [(name, shape.members[name]) for name in value if name in shape.members]
        return [found for name, member in members for found in broken_constraints(member, value[name], f"{path}.{name}")]
    if shape.type_name == "list":
        return [found for each in value for found in broken_constraints(shape.member, each, path + "[]")]
    if shape.type_name == "map":
        return [found for name, each in value.items() for found in broken_constraints(shape.value, each, f"{path}.{name}")]
    if shape.type_name != "string":
        return []
    pattern = shape.metadata.get("pattern")
    broken = []
    if pattern and not re.fullmatch(pattern.replace("\\p{L}\\p{Z}\\p{N}", "\\w\\s"), value):
        broken.append(f"{path}: {value!r} does not match {pattern}")
    if shape.enum and value not in shape.enum:
        broken.append(f"{path}: {value!r} is none of {shape.enum}")
    return broken


def unknown_members(shape, value, path):
    if shape.type_name == "list" and isinstance(value, list):
        return [found for each in value for found in unknown_members(shape.member, each, path + "[]")]
    if shape.type_name == "map" and isinstance(value, dict):
        return [found for name, each in value.items() for found in unknown_members(shape.value, each, f"{path}.{name}")]
    if shape.type_name != "structure" or not isinstance(value, dict):
        return []
    members = {member.serialization.get("name", name): member for name, member in shape.members.items()}
    found = [f"{path}.{name} is not in the model" for name in value if name not in members]
    for name in value:
        if name in members:
            found += unknown_members(members[name], value[name], f"{path}.{name}")
    return found


def unsupported_beside(service, supported):
    model = client_of(service).meta.service_model
    names = [name for name in model.operation_names if name not in supported]
    return {name: call(service, name, least(model.operation_model(name).input_shape)).get("error") for name in names}


def least(shape):
    """The smallest input that goes on the wire: every required member, with any value of its type."""
    if shape is None:
        return {}
    if shape.type_name == "structure":
        return {name: least(shape.members[name]) for name in shape.required_members}
    values = {"list": [], "map": {}, "boolean": True, "blob": b"", "timestamp": datetime.datetime(2026, 11, 22), "string": "x"}
    return values.get(shape.type_name, 1)


def plain(value):
    """Values as JSON has them: times as epoch seconds, bytes as text."""
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, datetime.datetime):
        return value.timestamp()
    if isinstance(value, StreamingBody):
        return value.read().decode()
    return value.decode() if isinstance(value, bytes) else value


def answer(request):
    service = request["service"]
    if "unsupportedBeside" in request:
        return {"answers": unsupported_beside(service, request["unsupportedBeside"])}
    if "judge" in request:
        shape = client_of(service).meta.service_model.operation_model(request["operation"]).output_shape
        return {"violations": judge(shape, request["judge"])}
    return call(service, request["operation"], request["params"])


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
