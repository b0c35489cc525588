"""What is drawn of tables.

embedding_map      vectors on a plane
usage              tokens and cost over time, cost by model, how long answers took
jobs               how far batch jobs are
"""

from ...render.pictures import Picture
from .embedding_map import embedding_map
from .jobs import job_progress

__all__ = ["Picture", "embedding_map", "job_progress"]
