"""Plans and tasks (规划与任务): what a village plans, what it was told to do, and what inspectors found.

`check_plans` holds the plans of villages against a classification of the rulebook, such as the five batches (五个一批):
each heading has measures, projects or industries behind it, or a stated reason why there are none. `plan_next_year`
carries over the works that are not finished. `assess_tasks` holds the tasks from above (减贫任务) against results, and
`check_list` a list against its quota. `count_activities` counts training and publicity, `review_inspections` visits and
what was found and put right. `draw_sample` draws the households that an inspector looks at, the same everywhere.

>>> from antipoverty.planning import PlanLine, check_plans
>>> lines = [
...     PlanLine("Lutang", 2014, "five-batches", "education", kind="measure", entry="rain-and-dew"),
...     PlanLine("Lutang", 2014, "five-batches", "relocation", reason="nobody lives where one cannot live"),
... ]
>>> check = check_plans(lines, "five-batches", year=2014)
>>> [heading for village, heading in check.empty]
['production', 'ecology', 'floor']
"""

from antipoverty.planning._activities import Activity, ActivityCount, ActivityKind, Audience, count_activities
from antipoverty.planning._inspections import Defect, Inspection, InspectionReview, draw_sample, review_inspections
from antipoverty.planning._next_year import CarriedProject, NextYear, QuantityLeft, WorksState, plan_next_year
from antipoverty.planning._plans import HeadingCount, PlanCheck, PlanEntryKind, PlanLine, check_plans
from antipoverty.planning._tasks import (
    ListCheck,
    Task,
    TaskKind,
    TaskOutcome,
    TaskReview,
    TaskUnit,
    assess_tasks,
    check_list,
)

__all__ = [
    "Activity",
    "ActivityCount",
    "ActivityKind",
    "Audience",
    "CarriedProject",
    "Defect",
    "HeadingCount",
    "Inspection",
    "InspectionReview",
    "ListCheck",
    "NextYear",
    "PlanCheck",
    "PlanEntryKind",
    "PlanLine",
    "QuantityLeft",
    "Task",
    "TaskKind",
    "TaskOutcome",
    "TaskReview",
    "TaskUnit",
    "WorksState",
    "assess_tasks",
    "check_list",
    "check_plans",
    "count_activities",
    "draw_sample",
    "plan_next_year",
    "review_inspections",
]
