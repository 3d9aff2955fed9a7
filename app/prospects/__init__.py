"""Prospects: who asks about the cooperative, the talks with them, and what becomes of it (R-NEED-06, R-GDPR-03).

An enquiry comes in by the public form, by mail or through the office; every talk ends in a dated next step or in an end
with its reason. Whether somebody has applied or joined is asked of `admissions`, never noted here.
"""
