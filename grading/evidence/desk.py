"""The measures of customer service: the three-minute rate, what was prepared."""

from grading.evidence.found import N_, Document, Found, Task, Words, checked, unrecorded


def reply_rate(document: Document, task: Task) -> Found:
    """Answered within three minutes, of all that were asked; full points from the target on."""
    service = document.get("service") or {}
    if not service.get("asked"):
        return unrecorded(
            N_("快照里没有客服会话的系统记录，由评委依据学员的客服说明评定"), "service"
        )
    asked, in_time, target = service["asked"], service["in_time"], task.parameters["target_percent"]
    return Found(
        share=(min(in_time * 100, asked * target), asked * target),
        says=N_(
            "3 分钟内答复 %(part)s 次 ÷ 提问 %(whole)s 次，达标 %(target)s%%"
            " × %(points)s 分 = %(tenths)s 分"
        ),
        figures={"part": in_time, "whole": asked, "target": target, "more": asked - in_time},
        rows=["service"],
        lacks=N_("有 %(more)s 次没有在 3 分钟内答复"),
        room="service",
    )


def service_setup(document: Document, task: Task) -> Found:
    service = document.get("service")
    if service is None:
        return unrecorded(
            N_("快照里没有客服设置的系统记录，由评委依据学员的客服说明评定"), "service"
        )
    checks = {
        N_("自动回复"): bool(service["auto_reply"]),
        N_("快捷短语"): service["phrases"] > 0,
    }
    words = Words(
        N_("自动回复、快捷短语 2 项中有 %(part)s 项 × %(points)s 分 = %(tenths)s 分"),
        N_("客服还缺：%(missing)s"),
        room="service",
    )
    return checked(checks, words)
