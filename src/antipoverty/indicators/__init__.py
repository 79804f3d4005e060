"""What the figures say: monetary poverty, inequality, relative poverty, uncertainty, and change over time."""

from __future__ import annotations

from antipoverty.indicators.inputs import Column, Labels, Sample

__all__ = ["Column", "Labels", "Sample"]
