"""Registries of every kind in which every text is hostile."""

import json


def registered(value: str) -> dict[str, str]:
    """A registry of every kind, with this text in every place that holds one."""
    schema = {
        "type": "object",
        "description": value,
        "properties": {value: {"type": "string", "description": value, "enum": [value]}, "id": {"type": value}},
        "required": [value],
    }
    named = [(value, f"{value} {number}") for number in range(2)] + [("refund", value)]
    operation = {
        "operationId": value,
        "summary": value,
        "description": value,
        "tags": [value],
        "parameters": [{"name": value, "in": "query", "description": value, "schema": schema}],
        "security": [{value: [value]}],
    }
    catalog = {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": "Component",
        "metadata": {
            "name": value,
            "title": value,
            "description": value,
            "annotations": {value: value},
            "tags": [value],
            "links": [{"url": value, "title": value}],
        },
        "spec": {"type": value, "owner": value, "lifecycle": value, "system": value, "dependsOn": [value]},
    }
    fine = {**catalog, "metadata": {**catalog["metadata"], "name": "thing"}}  # type: ignore[dict-item]
    return {
        "mcp.json": json.dumps(
            {
                "tools": [
                    {
                        "name": name,
                        "title": value,
                        "description": text,
                        "inputSchema": schema,
                        "annotations": {"title": value, "readOnlyHint": value},
                    }
                    for name, text in named
                ]
            }
        ),
        "openapi.json": json.dumps(
            {
                "openapi": "3.1.0",
                "info": {"title": value, "version": value, "description": value},
                "servers": [{"url": value, "description": value}],
                "paths": {f"/{value}": {"post": operation, "get": {**operation, "operationId": "look"}}},
                "components": {"securitySchemes": {value: {"type": "oauth2", "description": value}}},
            }
        ),
        "openai-tools.json": json.dumps(
            [
                {"type": "function", "function": {"name": name, "description": text, "parameters": schema}}
                for name, text in named
            ]
        ),
        "anthropic-tools.json": json.dumps(
            [{"name": name, "description": text, "input_schema": schema} for name, text in named]
        ),
        "catalog/catalog-info.json": json.dumps(catalog),
        "catalog/thing.yaml": json.dumps(fine),
    }
