"""Prints the resources of an endpoint as JSON: independent evidence of what a command left. Arguments: endpoint, region."""

import json
import sys

import boto3

endpoint, region = sys.argv[1:3]


def client(name):
    keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
    return boto3.client(name, endpoint_url=endpoint, region_name=region, **keys)


print(
    json.dumps(
        {
            "tables": client("dynamodb").list_tables()["TableNames"],
            "functions": [one["FunctionName"] for one in client("lambda").list_functions()["Functions"]],
            "roles": [one["RoleName"] for one in client("iam").list_roles()["Roles"]],
            "buckets": [one["Name"] for one in client("s3").list_buckets()["Buckets"]],
            "log groups": [one["logGroupName"] for one in client("logs").describe_log_groups()["logGroups"]],
            "apis": [one["name"] for one in client("apigateway").get_rest_apis().get("items", [])],
        }
    )
)
