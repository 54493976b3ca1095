var newest = [{"id": "20261119140501123800", "time": "2026-11-19 14:05:01", "type": 0, "data": {"title": "", "content": "【示例】一家航运公司上调附加费"}, "important": 0, "tags": [], "channel": [1], "remark": []}];
