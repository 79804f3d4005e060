"""Evaluate a register on Spark, from Parquet to Parquet.

    spark-submit --master yarn --deploy-mode client \
        examples/spark_register.py --from hdfs:///register --to hdfs:///decided --on 2019-11-01 --rulebook cn/guizhou

The rules become Spark's own expressions: no Python runs on the executors, so that only the driver needs the library
(``pip install 'antipoverty[spark]'``, and Java 17). On one machine take ``--master "local[*]"``. A missing column is
unknown in every row.
"""

from __future__ import annotations

import argparse
from datetime import date

from pyspark.sql import SparkSession

from antipoverty import registers, rulebooks


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--from", dest="source", required=True, help="Parquet with a column for each fact")
    parser.add_argument("--to", dest="target", required=True, help="folder for the result")
    parser.add_argument("--on", type=date.fromisoformat, required=True, help="date of the decision")
    parser.add_argument("--rulebook", default="cn", help=f"one of {', '.join(rulebooks.available())}")
    given = parser.parse_args()
    spark = SparkSession.builder.appName("antipoverty").getOrCreate()
    frame = spark.read.parquet(given.source)
    book = rulebooks.load(given.rulebook)
    run = {"on": given.on, "rulebook": book, "findings": True, "shortfall": True, "absent": "unknown"}
    decided = registers.evaluate(frame, **run)
    decided.write.mode("errorifexists").parquet(given.target)
    print(registers.manifest(frame, **run).explain())
    spark.stop()


if __name__ == "__main__":
    main()
