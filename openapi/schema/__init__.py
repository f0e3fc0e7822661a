"""JSON Schema of a contract: conversion, validation, generated examples."""
